import { readFileSync } from "node:fs";
import { seeded } from "../../lib/random.mjs";

/**
 * A known-item query: who types `text` wants `page`. The pages in `without` are taken out of every ranking, since they
 * hold the text as their own words of the page they link to.
 * @typedef {{ kind: string, text: string, page: string, without: string[] }} Query
 */

export const kinds = ["anchors", "titles", "headings", "identifiers", "prefixes", "typos"];

/** @param {string} file lines of JSON, each a `query` and the `page` that is right for it @returns {Query[]} */
export function readQueries(file) {
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line.trim());
  return lines.map((line) => {
    const { query, page, kind = "given" } = JSON.parse(line);
    return { kind, text: query, page: page.replace(/^\/|#.*/g, ""), without: [] };
  });
}

/** The queries that a site holds itself; README.md has the rules in words. @param {import("./pages.mjs").Page[]} pages @returns {Query[]} */
export function makeQueries(pages) {
  const titles = unambiguous("titles", pages.map((page) => [page.title, page.url]));
  const headings = unambiguous(
    "headings",
    pages.flatMap((page) => page.sections.slice(1).map((section) => [section.heading, page.url])),
  ).filter(notIn(titles));
  const urls = new Set(pages.map((page) => page.url));
  const links = pages.flatMap((page) => page.links.filter((link) => urls.has(link.to)).map((link) => ({ ...link, from: page.url })));
  const prose = links.filter((link) => !link.code).map((link) => ({ ...link, text: bare(link.text) }));
  const anchors = unambiguous("anchors", prose.filter((link) => says(link.text)).map((link) => [link.text, link.to, link.from]));
  const identifiers = makeIdentifiers(pages, links.filter((link) => link.code)).filter(notIn([...titles, ...headings]));
  const phrases = distinct([...anchors, ...titles, ...headings]);
  return [
    ...anchors,
    ...titles,
    ...sample(headings, 200),
    ...sample(identifiers, 200),
    ...sample(phrases.map(cutLastWord).filter(Boolean), 200),
    ...sample(phrases.map(misspell).filter(Boolean), 200),
  ];
}

/** Queries of two words that stand in one title or heading. @param {import("./pages.mjs").Page[]} pages @returns {string[]} */
export function twoWords(pages, count) {
  const random = seeded(count);
  const headings = random.shuffle([...new Set(pages.flatMap((page) => page.sections.map((section) => section.heading)))]);
  const pairs = headings.flatMap((heading) => {
    const named = heading.match(/\p{L}{3,}/gu)?.filter((word) => !pointers.has(word.toLowerCase())) ?? [];
    const first = random.below(named.length - 1);
    return named.length < 2 ? [] : [`${named[first]} ${named[first + 1]}`.toLowerCase()];
  });
  return pairs.slice(0, count);
}

/** Queries of a reader who types: whole, with half of the last word, with a slip; a third of `count` each. @param {import("./pages.mjs").Page[]} pages */
export function typingQueries(pages, count) {
  const each = Math.ceil(count / 3);
  const phrases = twoWords(pages, count * 2).map((text) => ({ text }));
  const texts = (change) => phrases.map(change).filter(Boolean).slice(0, each).map((query) => query.text);
  return { "whole words": texts((query) => query), prefixes: texts(cutLastWord), typos: texts(misspell) };
}

/** Texts that lead to one page only; two spellings of a text are one. */
function unambiguous(kind, entries) {
  const found = new Map();
  for (const [text, page, source] of entries) {
    const key = text.toLowerCase();
    const entry = found.get(key) ?? { text, pages: new Set(), sources: new Set() };
    entry.pages.add(page);
    if (source !== undefined) entry.sources.add(source);
    found.set(key, entry);
  }
  return [...found.values()]
    .filter(({ text, pages }) => pages.size === 1 && /\p{L}{2}/u.test(text))
    .map(({ text, pages, sources }) => ({ kind, text, page: [...pages][0], without: [...sources] }));
}

/** The first query of each text: an anchor before a title, since its sources are left out. */
function distinct(queries) {
  const texts = queries.map((query) => query.text.toLowerCase());
  return queries.filter((_, at) => texts.indexOf(texts[at]) === at);
}

function notIn(queries) {
  const texts = new Set(queries.map((query) => query.text.toLowerCase()));
  return (query) => !texts.has(query.text.toLowerCase());
}

/** Without the quotation marks around a title, and the comma within them. */
const bare = (text) => text.replace(/^[“”"‘’']+|[“”"‘’']*[.,;:]?[“”"‘’']*$/g, "");

/** Whether a link's text names what it leads to: not by its place, nor by its address, nor by pointing. */
function says(text) {
  if (/^(https?:|www\.|\/|\.)|\.(md|html)\b/i.test(text)) return false;
  if (/\b(chapter|section|appendix|listing|figure|table|part|step)\s+([0-9ivx]+([.-][0-9]+)*|[a-z])\b/i.test(text)) return false;
  if (/\b(above|below|earlier|later|previous|next|following|this|that|these|those|here|there)\b/i.test(text)) return false;
  return text.split(" ").some((word) => /\p{L}{3}/u.test(word) && !pointers.has(word.toLowerCase()));
}

const pointers = new Set("the and see read learn more about docs documentation page guide article post chapter section details discussed discussion mentioned in of for link".split(" "));

/** What code calls by name: code in headings, links of code, and compound names that a single page has. */
function makeIdentifiers(pages, links) {
  const named = unambiguous("identifiers", [
    ...pages.flatMap((page) => page.headingCodes.filter(({ whole, text }) => whole || isCompound(text)).map(({ text }) => [text, page.url])),
    ...links.map((link) => [link.text, link.to, link.from]),
  ]).filter(({ text }) => /^\S{3,40}$/.test(text));
  const rare = unambiguous("identifiers", pages.flatMap((page) => page.codes.flatMap((code) => compounds(code).map((name) => [name, page.url]))));
  const mentioned = (name) => pages.filter((page) => page.sections.some((section) => section.text.includes(name) || section.code.includes(name)));
  const unique = sample(rare, 200).filter(({ text }) => mentioned(text).length === 1);
  return [...named, ...unique.filter(notIn(named))];
}

/** Whether a text could not be an ordinary word. */
const isCompound = (text) => /[^\p{L}\p{N}]|\p{Ll}\p{Lu}/u.test(text);

/** `snake_case`, `camelCase`, `a.b`, `a::b` and `--long-option`, as one would type or paste them. */
function compounds(code) {
  const names = code.match(/--[a-z][a-z-]{2,}|\p{L}[\p{L}\p{N}_]*(?:(?:::|\.|-)\p{L}[\p{L}\p{N}_]*)*/gu) ?? [];
  return names.filter((name) => name.length >= 5 && name.length <= 40 && /^--|_|::|\w\.\w|\p{Ll}\p{Lu}/u.test(name));
}

/** A reader who has typed half of the last word. */
function cutLastWord(query) {
  const words = query.text.split(" ");
  const last = words.at(-1);
  if (words.length < 2 || !/^\p{L}{4,}$/u.test(last)) return undefined;
  return { ...query, kind: "prefixes", text: [...words.slice(0, -1), last.slice(0, Math.ceil(last.length / 2))].join(" ") };
}

/** One slip in one word: a letter left out, put in, put for another, or two in the wrong order; anywhere, the first letter too. */
function misspell(query) {
  const random = seeded(hash(query.text));
  const words = query.text.split(" ");
  const long = [...words.keys()].filter((index) => /^\p{L}{5,}$/u.test(words[index]));
  if (!long.length) return undefined;
  const index = random.pick(long);
  const word = words[index];
  const at = random.below(word.length);
  const letter = random.pick([..."abcdefghijklmnopqrstuvwxyz"].filter((other) => other !== word[at].toLowerCase()));
  const slips = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + letter + word.slice(at + 1),
    at + 1 < word.length && word[at] !== word[at + 1] ? word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2) : word.slice(0, at) + word.slice(at + 1),
  ];
  return { ...query, kind: "typos", text: words.with(index, random.pick(slips)).join(" ") };
}

/** The same sample on every run, in the order of the whole. */
function sample(list, count) {
  if (list.length <= count) return list;
  const chosen = new Set(seeded(list.length).shuffle([...list.keys()]).slice(0, count));
  return list.filter((_, index) => chosen.has(index));
}

/** FNV-1a, so that a query is misspelt alike whatever stands beside it. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const unit of Buffer.from(text)) value = Math.imul(value ^ unit, 0x01000193);
  return value;
}
