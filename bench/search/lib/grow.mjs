import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { seeded } from "./random.mjs";
import { configure, newSite } from "./site.mjs";

/**
 * The shares that make a copy of a page another page. Word by word they are drawn anew for every page and hold for the
 * whole of it, so that what was about one thing becomes a text about another, with the word counts of a real text.
 */
const shares = { replaced: 0.25, coined: 0.02, dropped: 0.1 };
const functionWords = 60;

/**
 * A site of `count` sections or a page's more, from the Markdown in folders: every page once as it is, then copies of
 * them, each with other words, all in random order. README.md says what this does to an index.
 * @param {string[]} folders @param {number} count
 */
export function growSite(folders, count) {
  const sources = folders.flatMap(readMarkdown);
  if (!sources.length) throw new Error("name folders of Markdown");
  const vocabulary = rankWords(sources);
  const random = seeded(count);
  const pages = [];
  for (let round = 0, sections = 0; sections < count; round += 1) {
    for (const source of random.shuffle(sources)) {
      if (sections >= count) break;
      const page = round ? vary(source, vocabulary, random) : source;
      pages.push(page);
      sections += 1 + page.match(/^#{2,3} /gm).length;
    }
  }
  const site = newSite(`sections-${count}`);
  random.shuffle(pages).forEach((page, place) => {
    const folder = path.join(site.content, `part-${String(Math.floor(place / 50)).padStart(3, "0")}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `page-${String(place).padStart(5, "0")}.md`), page);
  });
  configure(site);
  return site;
}

// `esbuildOptions` is two words.
const wordPattern = /\p{Lu}?\p{Ll}{3,}/gu;
const fenceOrWord = new RegExp(`^[\\s>]*(?:\`{3}|~{3}).*|${wordPattern.source}`, "gmu");

/** The pages of a folder with a heading, without what depends on where they stand. */
function readMarkdown(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".md") && path.basename(file) !== "SUMMARY.md")
    .sort()
    .map((file) => untied(readFileSync(path.join(folder, file), "utf8")))
    .filter((page) => /^#{2,3} /m.test(page));
}

/** Links become their text; images, HTML, includes and front matter go. Code stays as it is. */
function untied(source) {
  const body = source.replace(/^---\n[\s\S]*?\n---\n/, "").replace(/<!--[\s\S]*?-->|^<(script|style)[\s\S]*?^<\/\1>/gm, "");
  return outsideCode(body, (text) =>
    text
      .replace(/^[ \t]*(\[[^\]]+\]:|<<<|:{3,}).*/gm, "")
      .replace(/\{\{.*?\}\}|\{#.*?\}/g, "")
      .replace(/!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])/g, "")
      .replace(/\[((?:[^[\]]|\[[^\]]*\])*)\](\([^)]*\)|\[[^\]]*\])/g, "$1")
      .replace(/(`[^`]*`)|<\/?[a-z](?:[^>\n]|\n(?!\n))*>/gi, "$1"),
  );
}

/** Changes what stands between fences, and takes what follows the language off a fence's first line. */
function outsideCode(source, change) {
  const parts = [""];
  let fence = "";
  for (const line of source.split("\n")) {
    const mark = line.match(/^[\s>]*(`{3,}|~{3,})/)?.[1];
    if (!fence && mark) {
      fence = mark;
      parts.push(`${line.replace(/((?:`{3,}|~{3,})\s*[\w+-]*).*/, "$1")}\n`);
      continue;
    }
    parts[parts.length - 1] += `${line}\n`;
    if (fence && mark?.startsWith(fence)) {
      fence = "";
      parts.push("");
    }
  }
  // Even parts are prose. Braces in code would be taken for variables.
  return parts.map((part, at) => (at % 2 ? part.replaceAll("{{", "{ {") : change(part))).join("");
}

/** All words, the most frequent first, and the place of each. @param {string[]} sources */
function rankWords(sources) {
  const counts = new Map();
  for (const source of sources) {
    for (const word of source.match(wordPattern) ?? []) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  }
  const words = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
  return { words, ranks: new Map(words.map((word, rank) => [word, rank])) };
}

/** The same page with other words. */
function vary(source, { words, ranks }, random) {
  const others = new Map();
  // About as frequent a word, so that a copy has the statistics of a text.
  const near = (word) => {
    const rank = ranks.get(word) + 1;
    return words[Math.min(words.length, Math.round(rank * 2 ** (2 * random.next() - 1))) - 1];
  };
  const other = (word) => {
    const chance = random.next();
    // "With" and "that" are in every text.
    if (ranks.get(word) < functionWords) return undefined;
    if (chance < shares.coined) return coin(word, near(word));
    return chance < shares.coined + shares.replaced ? near(word) : undefined;
  };
  const replace = (word) => {
    const key = word.toLowerCase();
    if (!others.has(key)) others.set(key, other(key));
    const chosen = others.get(key);
    if (!chosen) return word;
    return word[0] === key[0] ? chosen : chosen[0].toUpperCase() + chosen.slice(1);
  };
  // A heading that stayed as it is would make pages that no reader could tell apart.
  for (const heading of source.match(/^#{1,3} .*/gm)) {
    const named = heading.match(wordPattern)?.map((word) => word.toLowerCase());
    if (named) {
      const word = random.pick(named);
      others.set(word, near(word));
    }
  }
  return dropParagraphs(source, random).replace(fenceOrWord, (found) => (/[`~]/.test(found) ? found : replace(found)));
}

/** A word that no page has, of two halves, since a larger site has more words. */
const coin = (first, second) => first.slice(0, Math.ceil(first.length / 2)) + second.slice(Math.floor(second.length / 2));

/** Lengths differ from copy to copy, as they do from page to page. */
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
