// What a missing page may have been: those whose address is nearly the one asked for, then what search finds for its words.

/** @typedef {{ title: string, crumbs: string, url: string }} Entry `url`: the path on the host */
/** @typedef {(query: string) => Promise<{ pages: (Entry & { hits: { score: number }[] })[] }>} Seek */

const most = 5;

/** An address without what hosts and hands spell in several ways.
 * @param {string} path @param {string} base the site's path */
export function keyOf(path, base) {
  const rest = path.startsWith(base) ? path.slice(base.length) : path;
  return decoded(rest)
    .normalize("NFC")
    .replace(/^\/+|\/+$/g, "")
    .replace(/\.(html?|md)$/i, "")
    .replace(/(^|\/)index$/i, "");
}

/** @param {string} path */
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The words of an address, as a reader would type them.
 * @param {string} key */
export function wordsOf(key) {
  const words = key.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
  return words.slice(0, 12).join(" ").slice(0, 100);
}

/** @param {string} asked @param {string} base @param {string[]} urls all pages @param {string[]} found by the words, the best first */
export function nearest(asked, base, urls, found) {
  const key = keyOf(asked, base).toLowerCase();
  const name = nameOf(key);
  const near = [...new Set([...urls, ...found])].map((url) => {
    const own = keyOf(url, base).toLowerCase();
    return { url, own, name: own === key ? 2 : likeness(nameOf(own), name) };
  });
  const least = Math.max(0.5, near.reduce((best, page) => Math.max(best, page.name), 0) * 0.75);
  const nearer = near.filter((page) => page.name >= least).map((page) => ({ ...page, path: likeness(page.own, key) }));
  nearer.sort((a, b) => b.name - a.name || b.path - a.path);
  return [...new Set([...nearer.map(({ url }) => url), ...found])].slice(0, most);
}

/** @param {string} key */
function nameOf(key) {
  return key.slice(key.lastIndexOf("/") + 1);
}

/** The share of pairs of letters that two names have in common: a slip costs two of them, wherever it is.
 * @param {string} a @param {string} b */
function likeness(a, b) {
  if (!a || !b) return 0;
  const [left, right] = [a, b].map((text) => [...` ${text}`].map((letter, at, all) => letter + (all[at + 1] ?? " ")));
  const rest = [...right];
  const common = left.filter((pair) => {
    const at = rest.indexOf(pair);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
  return (2 * common.length) / (left.length + right.length);
}

/** What search finds. The last part of an address says most, those before it what it belongs to.
 * @param {string} key @param {string} base @param {Seek} seek @returns {Promise<Entry[]>} */
export async function found(key, base, seek) {
  /** @type {Map<string, { entry: Entry, score: number }>} */
  const all = new Map();
  for (const [words, weight] of /** @type {[string, number][]} */ ([[wordsOf(nameOf(key)), 1], [wordsOf(key), 0.5]])) {
    const { pages } = await seek(words);
    const best = pages[0]?.hits[0]?.score;
    for (const { title, crumbs, url, hits } of pages) {
      const score = (weight * (hits[0]?.score ?? 0)) / (best ?? 1);
      all.set(url, { entry: { title, crumbs, url: base + url }, score: score + (all.get(url)?.score ?? 0) });
    }
  }
  const ranked = [...all.values()].sort((a, b) => b.score - a.score);
  return ranked.filter(({ score }) => score >= ranked[0].score * 0.4).map(({ entry }) => entry);
}

/** @param {HTMLElement} place @param {string} base @param {Seek} seek */
export async function suggest(place, base, seek) {
  const [urls, pages] = await Promise.all([
    readMap(base).catch(() => []),
    found(keyOf(location.pathname, base), base, seek).catch(() => []),
  ]);
  const known = new Map(pages.map((page) => [page.url, page]));
  const wanted = nearest(location.pathname, base, urls, [...known.keys()]);
  const entries = await Promise.all(wanted.map((url) => known.get(url) ?? readPage(url).catch(() => null)));
  const items = entries.filter((entry) => entry !== null).map(itemOf);
  if (!items.length) return;
  const list = document.createElement("ul");
  list.append(...items);
  place.querySelector("h2")?.removeAttribute("hidden");
  place.append(list);
}

/** @param {Entry} entry */
function itemOf({ title, crumbs, url }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = title;
  item.append(link);
  if (crumbs) {
    const place = document.createElement("span");
    place.textContent = crumbs;
    item.append(" ", place);
  }
  return item;
}

/** The sitemap has all addresses in one file, which the index has in many; a long one is a list of its parts.
 * @param {string} base */
async function readMap(base) {
  const map = await read(`${base}sitemap.xml`, "application/xml");
  const parts = await Promise.all(paths(map, "sitemap").map((part) => read(part, "application/xml")));
  return [map, ...parts].flatMap((part) => paths(part, "url"));
}

/** @param {Document} map @param {string} kind */
function paths(map, kind) {
  return Array.from(map.querySelectorAll(`${kind} > loc`), (place) => new URL(place.textContent).pathname);
}

/** @param {string} url @returns {Promise<Entry>} */
async function readPage(url) {
  const page = await read(url, "text/html");
  const crumbs = Array.from(page.querySelectorAll(".breadcrumbs a"), (crumb) => crumb.textContent);
  return { title: page.querySelector("h1")?.textContent ?? page.title, crumbs: crumbs.slice(1).join(" / "), url };
}

/** @param {string} url @param {DOMParserSupportedType} type */
async function read(url, type) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return new DOMParser().parseFromString(await response.text(), type);
}
