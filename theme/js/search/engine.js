// Finds sections in the index of src/search/export.rs. No DOM, no network: src/search/rank.rs is the same in Rust.
import { excerptOf, markParts } from "./excerpt.js";
import { lengthOf, lowerBound, numbers, readShard, sums } from "./index.js";
import { rank } from "./rank.js";
import { chunksOf, stopWords } from "./tokenizer.js";
import { isNear, variantsOf } from "./words.js";

/** @typedef {import("./index.js").Shard} Shard */
/** @typedef {{ doc: number, heading: string, level: number, url: string, score: number }} Hit */
/** @typedef {{ title: string, url: string, crumbs: string, hits: Hit[] }} Found */
/** @typedef {{ shard: Shard, at: number, weight: number }} Match a term of the index and what it is worth */
/** @typedef {{ tokens: string[], whole: string, bigrams: boolean, open: boolean, stop: boolean, parts: Match[][], wholes: Match[], length: number }} Word */
/** @typedef {{ words: Word[], of: Map<string, number> }} Plan `of`: the word that a token of a text stands for */
/** @typedef {Engine} Index */

const maxWords = 12;
const maxPages = 10;
const maxHits = 3;
const maxPrefixShards = 3;
const maxTypoShards = 4;

/** @param {(path: string) => Promise<string>} load reads a file of the search folder */
export function createEngine(load) {
  return new Engine(load);
}

class Engine {
  /** @type {Map<string, Promise<any>>} */
  files = new Map();
  /** @type {Map<string, Plan>} */
  plans = new Map();

  // Of the manifest, which start() reads.
  exact = true;
  total = 0;
  /** @type {string[]} */
  separators = [];
  names = "";
  pageStarts = new Int32Array(1);
  pageOf = new Int32Array(0);
  chunkStarts = new Int32Array(1);
  /** @type {[number, number][]} */
  boosts = [];
  /** @type {number[]} */
  boost = [];
  /** @type {Int32Array[]} */
  norms = [];
  /** @type {Float64Array[]} */
  saturation = [];

  /** @param {(path: string) => Promise<string>} load */
  constructor(load) {
    this.load = load;
  }

  /** Reads a file once; one that failed is asked for again by the next who needs it.
   * @template T @param {string} path @param {(text: string) => T} read @returns {Promise<T>} */
  file(path, read) {
    let file = this.files.get(path);
    if (!file) {
      file = this.load(path).then(read);
      this.files.set(path, file);
      file.catch(() => this.files.delete(path));
    }
    return file;
  }

  async start() {
    const manifest = await this.file("manifest.json", JSON.parse);
    this.exact = manifest.mode === "exact";
    this.total = manifest.n;
    this.separators = manifest.terms ? manifest.terms.split("\n") : [];
    this.names = manifest.h;
    const pageSizes = numbers(manifest.pages);
    this.pageStarts = sums(Int32Array.of(0, ...pageSizes));
    this.pageOf = new Int32Array(this.total);
    pageSizes.forEach((size, page) => this.pageOf.fill(page, this.pageStarts[page], this.pageStarts[page] + size));
    this.chunkStarts = sums(Int32Array.of(0, ...numbers(manifest.chunks)));
    this.boosts = manifest.boosts ?? [];
    if (!this.exact) return;
    const norms = await this.file(`norms.${manifest.norms}.json`, JSON.parse);
    this.norms = norms.map(numbers);
    this.boost = manifest.boost;
    this.saturation = manifest.avg.map((/** @type {number} */ avg) =>
      Float64Array.from({ length: 256 }, (_, id) => 1.2 * (0.25 + (0.75 * lengthOf(id)) / avg)),
    );
  }

  /** @param {number} number @returns {Promise<Shard>} */
  shard(number) {
    return this.file(`t${number}.${this.names.slice(number * 6, number * 6 + 6)}.json`, (text) => readShard(text, this.exact));
  }

  /** The shard that holds a term, if any does.
   * @param {string} term */
  shardOf(term) {
    const at = lowerBound(this.separators, term);
    return this.separators[at] === term ? at : Math.max(0, at - 1);
  }

  /** @param {string} query @returns {Promise<{ query: string, total: number, pages: Found[] }>} */
  async search(query) {
    await this.start();
    const scores = rank(this, await this.plan(query));
    /** @type {Map<number, number>} */
    const best = new Map();
    let total = 0;
    scores.forEach((score, doc) => {
      if (!score) return;
      total += 1;
      const page = this.pageOf[doc];
      if (score > (best.get(page) ?? 0)) best.set(page, score);
    });
    const order = [...best].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, maxPages);
    const pages = await Promise.all(order.map(([page]) => this.found(page, scores)));
    return { query, total, pages };
  }

  /** @param {number} page @param {Float64Array} scores @returns {Promise<Found>} */
  async found(page, scores) {
    const { url, title, crumbs, sections } = await this.page(page);
    const first = this.pageStarts[page];
    const docs = [...Array(this.pageStarts[page + 1] - first).keys()].map((at) => first + at);
    docs.sort((a, b) => scores[b] - scores[a] || a - b);
    const kept = docs.slice(0, maxHits).filter((doc) => scores[doc] > 0 && scores[doc] * 2 >= scores[docs[0]]);
    const hits = kept.map((doc) => {
      const [anchor, heading, level] = sections[doc - first];
      return { doc, heading, level, url: anchor ? `${url}#${encodeURIComponent(anchor)}` : url, score: scores[doc] };
    });
    return { title, url, crumbs, hits };
  }

  /** @param {number} page */
  async page(page) {
    const first = this.pageStarts[page];
    let chunk = this.chunkStarts.length - 2;
    while (this.chunkStarts[chunk] > page) chunk -= 1;
    const at = (this.separators.length + chunk) * 6;
    const pages = await this.file(`d${chunk}.${this.names.slice(at, at + 6)}.json`, JSON.parse);
    const [url, title, crumbs, hash, ...rest] = pages[page - this.chunkStarts[chunk]];
    /** @type {[string, string, number][]} */
    const sections = [["", title, 1]];
    for (let at = 0; at < rest.length; at += 3) sections.push([rest[at], rest[at + 1], rest[at + 2]]);
    return { url, title, crumbs, sections, first, text: `p/${page}.${hash}.json` };
  }

  /** @param {Hit} hit @param {string} query */
  async excerpt(hit, query) {
    const { first, text } = await this.page(this.pageOf[hit.doc]);
    const sections = await this.file(text, JSON.parse);
    return excerptOf(sections[hit.doc - first], await this.plan(query));
  }

  /** @param {string} text @param {string} query */
  mark(text, query) {
    const plan = this.plans.get(query);
    return plan ? markParts(text, plan) : [text];
  }

  /** What the words of a query find in the index.
   * @param {string} query @returns {Promise<Plan>} */
  async plan(query) {
    const known = this.plans.get(query);
    if (known) return known;
    const chunks = this.separators.length ? chunksOf(query.normalize("NFC")).slice(0, maxWords) : [];
    const isOpen = /[^\s]$/.test(query);
    const words = await Promise.all(chunks.map((chunk, at) => this.word(chunk, isOpen && at === chunks.length - 1)));
    const of = new Map();
    words.forEach((word, at) => {
      for (const { shard, at: term } of [...word.parts.flat(), ...word.wholes]) {
        if (!of.has(shard.terms[term])) of.set(shard.terms[term], at);
      }
    });
    const plan = { words, of };
    if (this.plans.size > 50) this.plans.clear();
    this.plans.set(query, plan);
    return plan;
  }

  /** @param {import("./tokenizer.js").Chunk} chunk @param {boolean} open whether the reader may still be writing it @returns {Promise<Word>} */
  async word({ parts: written, joined, bigrams }, open) {
    const tokens = written.map((part) => part.text);
    const whole = joined.at(-1)?.text ?? "";
    const isLast = (/** @type {number} */ at) => open && at === tokens.length - 1;
    const wholes = whole ? [...(await this.exactly(whole)), ...(open ? await this.beginning(whole) : [])] : [];
    const parts = await Promise.all(
      tokens.map(async (token, at) => {
        if (bigrams) return [...(await this.exactly(token)), ...(isLast(at) && tokens.length === 1 ? await this.beginning(token) : [])];
        const found = [...(await this.exactly(token)), ...(await this.inflected(token)), ...(isLast(at) ? await this.beginning(token) : [])];
        return found.length || wholes.length ? found : this.misspelt(token, isLast(at));
      }),
    );
    return { tokens, whole, bigrams, open, stop: tokens.length === 1 && !whole && stopWords.has(tokens[0]), parts, wholes, length: tokens.length + joined.length };
  }

  /** @param {string} term @returns {Promise<Match[]>} */
  async exactly(term) {
    const shard = await this.shard(this.shardOf(term));
    const at = lowerBound(shard.terms, term);
    return shard.terms[at] === term ? [{ shard, at, weight: 1 }] : [];
  }

  /** Other forms of a word, in the shard that is read for the word itself.
   * @param {string} term @returns {Promise<Match[]>} */
  async inflected(term) {
    const shard = await this.shard(this.shardOf(term));
    return variantsOf(term).flatMap((variant) => {
      const at = lowerBound(shard.terms, variant);
      return shard.terms[at] === variant ? [{ shard, at, weight: 0.6 }] : [];
    });
  }

  /** Longer words that begin with a term.
   * @param {string} term @returns {Promise<Match[]>} */
  async beginning(term) {
    if (term.length < 2 && term < "\x80") return [];
    const first = this.shardOf(term);
    const last = Math.min(this.shardOf(`${term}\u{10ffff}`), first + maxPrefixShards - 1);
    /** @type {Match[]} */
    const found = [];
    for (const shard of await this.shards(first, last)) {
      for (let at = lowerBound(shard.terms, term); shard.terms[at]?.startsWith(term); at += 1) {
        const { length } = shard.terms[at];
        if (length > term.length) found.push({ shard, at, weight: 0.6 * Math.sqrt(term.length / length) });
      }
    }
    return found;
  }

  /** Words that differ by a slip or two, and begin with the same letter.
   * @param {string} term @param {boolean} open @returns {Promise<Match[]>} */
  async misspelt(term, open) {
    if (term.length < 4) return [];
    const slips = term.length < 8 ? 1 : 2;
    const own = this.shardOf(term);
    let first = this.shardOf(term[0]);
    let last = this.shardOf(`${term[0]}\u{10ffff}`);
    if (last - first >= maxTypoShards) {
      first = Math.max(first, own - 1);
      last = Math.min(last, own + 1);
    }
    /** @type {Match[]} */
    const found = [];
    for (const shard of await this.shards(first, last)) {
      shard.terms.forEach((other, at) => {
        if (other[0] !== term[0]) return;
        const distance = isNear(term, other, slips, open);
        if (distance <= slips) found.push({ shard, at, weight: 0.5 ** distance * (other.length > term.length + slips ? 0.6 * Math.sqrt(term.length / other.length) : 1) });
      });
    }
    return found;
  }

  /** @param {number} first @param {number} last */
  shards(first, last) {
    return Promise.all(Array.from({ length: last - first + 1 }, (_, at) => this.shard(first + at)));
  }
}
