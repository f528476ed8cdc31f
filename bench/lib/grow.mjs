import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** @import { Random } from "./random.mjs" */

/**
 * The shares that make a copy of a page another page. Word by word they are drawn anew for every page and hold for the
 * whole of it, so that what was about one thing becomes a text about another, with the word counts of a real text.
 */
const shares = { replaced: 0.25, coined: 0.02, dropped: 0.1 };
const functionWords = 60;

/**
 * Pages without end: every one of the sources once as it is, then copies of them, each with other words, every round in
 * a random order. bench/search/README.md says what this does to an index.
 * @param {string[]} sources
 * @param {Random} random
 * @param {Set<string>} [kept] words that stay as they are, in small letters
 */
export function* grow(sources, random, kept = new Set()) {
  const vocabulary = rankWords(sources);
  for (let round = 0; ; round += 1) {
    for (const source of random.shuffle(sources)) yield round ? vary(source, vocabulary, kept, random) : source;
  }
}

// `esbuildOptions` is two words.
const wordPattern = /\p{Lu}?\p{Ll}{3,}/gu;
const fenceOrWord = new RegExp(`^[\\s>]*(?:\`{3}|~{3}).*|${wordPattern.source}`, "gmu");

/**
 * The pages of a folder with a heading, without what depends on where they stand, and the titles of their front matter.
 * @param {string} folder
 */
export function readMarkdown(folder) {
  return /** @type {string[]} */ (readdirSync(folder, { recursive: true }))
    .filter((file) => file.endsWith(".md") && path.basename(file) !== "SUMMARY.md")
    .sort()
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .map((source) => ({ text: untied(source), title: source.match(/^---\n(?:.*\n)*?title: *(.*)\n(?:.*\n)*?---\n/)?.[1] }))
    .filter(({ text }) => /^#{2,3} /m.test(text));
}

/** Links become their text; images, HTML, includes and front matter go. Code stays as it is. @param {string} source */
function untied(source) {
  const body = source.replace(/^---\n[\s\S]*?\n---\n/, "").replace(/<!--[\s\S]*?-->|^<(script|style)[\s\S]*?^<\/\1>/gm, "");
  // Braces in code would be taken for variables.
  return mapCode(body, (code) => code.replaceAll("{{", "{ {"), (text) =>
    text
      .replace(/^[ \t]*(\[[^\]]+\]:|<<<|:{3,}).*/gm, "")
      .replace(/\{\{.*?\}\}|\{#.*?\}/g, "")
      .replace(/!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])/g, "")
      .replace(/\[((?:[^[\]]|\[[^\]]*\])*)\](\([^)]*\)|\[[^\]]*\])/g, "$1")
      .replace(/(`[^`]*`)|<\/?[a-z](?:[^>\n]|\n(?!\n))*>/gi, "$1"),
  );
}

/**
 * Changes fenced code, with its fences, and what stands between it, and takes what follows the language off a fence's
 * first line.
 * @param {string} source
 * @param {(code: string) => string} code
 * @param {(text: string) => string} text
 */
export function mapCode(source, code, text) {
  const parts = [""];
  let fence = "";
  for (const line of source.split("\n")) {
    const [, mark, info] = line.match(/^[\s>]*(`{3,}|~{3,})(.*)/) ?? [];
    if (!fence && mark) {
      fence = mark;
      parts.push(`${line.replace(/((?:`{3,}|~{3,})\s*[\w+-]*).*/, "$1")}\n`);
      continue;
    }
    parts[parts.length - 1] += `${line}\n`;
    if (fence && mark?.startsWith(fence) && !info.trim()) {
      fence = "";
      parts.push("");
    }
  }
  // Even parts are prose.
  return parts.map((part, at) => (at % 2 ? code(part) : text(part))).join("");
}

/** All words, the most frequent first, and the place of each. @param {string[]} sources */
function rankWords(sources) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const source of sources) {
    for (const word of source.match(wordPattern) ?? []) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  }
  const count = (/** @type {string} */ word) => counts.get(word) ?? 0;
  const words = [...counts.keys()].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
  return { words, ranks: new Map(words.map((word, rank) => [word, rank])) };
}

/**
 * The same page with other words.
 * @param {string} source
 * @param {ReturnType<typeof rankWords>} vocabulary
 * @param {Set<string>} kept
 * @param {Random} random
 */
function vary(source, { words, ranks }, kept, random) {
  /** @type {Map<string, string | undefined>} */
  const others = new Map();
  const rankOf = (/** @type {string} */ word) => ranks.get(word) ?? words.length;
  // About as frequent a word, so that a copy has the statistics of a text.
  const near = (/** @type {string} */ word) => words[Math.min(words.length, Math.round((rankOf(word) + 1) * 2 ** (2 * random.next() - 1))) - 1];
  const other = (/** @type {string} */ word) => {
    const chance = random.next();
    // "With" and "that" are in every text.
    if (rankOf(word) < functionWords || kept.has(word)) return undefined;
    if (chance < shares.coined) return coin(word, near(word));
    return chance < shares.coined + shares.replaced ? near(word) : undefined;
  };
  const replace = (/** @type {string} */ word) => {
    const key = word.toLowerCase();
    if (!others.has(key)) others.set(key, other(key));
    const chosen = others.get(key);
    if (!chosen) return word;
    return word[0] === key[0] ? chosen : chosen[0].toUpperCase() + chosen.slice(1);
  };
  // A heading that stayed as it is would make pages that no reader could tell apart.
  for (const heading of source.match(/^#{1,3} .*/gm) ?? []) {
    const named = heading.match(wordPattern)?.map((word) => word.toLowerCase());
    if (named) {
      const word = random.pick(named);
      others.set(word, near(word));
    }
  }
  return dropParagraphs(source, random).replace(fenceOrWord, (found) => (/[`~]/.test(found) ? found : replace(found)));
}

/** A word that no page has, of two halves, since a larger site has more words. @param {string} first @param {string} second */
const coin = (first, second) => first.slice(0, Math.ceil(first.length / 2)) + second.slice(Math.floor(second.length / 2));

/** Lengths differ from copy to copy, as they do from page to page. @param {string} source @param {Random} random */
function dropParagraphs(source, random) {
  const blocks = source.split(/\n{2,}/);
  let fenced = false;
  const kept = blocks.filter((block) => {
    const fences = block.match(/^[\s>]*(`{3,}|~{3,})/gm)?.length ?? 0;
    const prose = !fenced && fences === 0 && /^\p{L}/u.test(block);
    if (fences % 2) fenced = !fenced;
    return !prose || random.next() >= shares.dropped;
  });
  return kept.join("\n\n");
}
