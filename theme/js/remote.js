// Asks a search server, OpenSearch or Quickwit, what the index beside the pages would else be asked. Its documents are
// those of src/search/bulk.rs. Nothing that it says is trusted to be what it should be.

/** @typedef {{ text: string }} Token */
/** @typedef {{ parts: Token[], joined: Token[], bigrams: boolean }} Chunk */
/** @typedef {(string | { mark: string })[]} Text */
/** @typedef {{ of: Pick<Map<string, number>, "has" | "get"> }} Plan the word of the query that a token stands for */
/** @typedef {{ chunksOf(text: string): Chunk[], variantsOf(word: string): string[], markParts(text: string, plan: Plan): Text, excerptOf(section: string[], plan: Plan): { parts: Text, tabs: string[] } }} Tools what the bundle has */
/** @typedef {{ tokens: string[], forms: string[], beginnings: string[] }} Word of a query: as it is, in its other forms, half written */
/** @typedef {{ url: string, anchor: string, title_text: string, heading_text: string, crumbs: string, level: number, text: string[] }} Section */
/** @typedef {{ heading: string, level: number, url: string, text: string[] }} Hit */
/** @typedef {{ title: string, url: string, crumbs: string, hits: Hit[] }} Found */

/** What a match in each field counts. */
const boosts = { title: 3, heading: 3, body: 1, code: 0.5 };
const shown = ["url", "anchor", "title_text", "heading_text", "crumbs", "level", "text"];
const maxWords = 12;
/** Of one word. */
const maxTokens = 8;
/** Each is sought in four fields, and twice; a server takes some thousand. */
const maxTerms = 100;
const maxSections = 30;
const maxPages = 10;
const maxHits = 3;
/** Milliseconds: until a reader who types on is done, that an answer may take, and that a server without one is left alone. */
const times = { typing: 80, answer: 1500, rest: 30_000 };

/** @param {Tools} tools @param {DOMStringMap} settings of the dialog */
export function createRemote(tools, { server = "", kind = "", base = "/" }) {
  return new Remote(tools, server, kind, base);
}

/** @param {Tools} tools @param {string} query @returns {Word[]} */
export function wordsOf(tools, query) {
  const chunks = tools.chunksOf(query.normalize("NFC")).slice(0, maxWords);
  const words = chunks.map((chunk, at) => wordOf(tools, chunk, at === chunks.length - 1 && /\S$/.test(query)));
  const room = maxTerms - words.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return words.map((word) => ({ ...word, forms: word.forms.slice(0, room / words.length) }));
}

/** @param {Tools} tools @param {Chunk} chunk @param {boolean} isOpen whether the reader may still be writing it @returns {Word} */
function wordOf({ variantsOf }, { parts, joined, bigrams }, isOpen) {
  const written = parts.map((part) => part.text);
  const whole = joined.slice(-1).map((token) => token.text);
  const tokens = [...new Set([...joined.map((token) => token.text).reverse(), ...written])].slice(0, maxTokens);
  const forms = bigrams ? [] : [...whole, ...written].flatMap(variantsOf).filter((form) => !tokens.includes(form));
  const ends = isOpen && !(bigrams && parts.length > 1) ? [...written.slice(-1), ...whole] : [];
  return { tokens, forms: [...new Set(forms)], beginnings: ends.filter((end) => end.length > 1 || end > "\x7f") };
}

/** @param {number} weight */
const tenths = (weight) => Math.round(weight * 10) / 10;

/** What is sent for some words: any of them will do, and sections with all come first.
 * @param {Word[]} words @param {string} kind */
export function requestOf(words, kind) {
  const fields = Object.entries(boosts);
  const any = (/** @type {object[]} */ should) => ({ bool: { should } });
  const match = (/** @type {string[]} */ texts, /** @type {number} */ weight) =>
    texts.length ? fields.map(([field, boost]) => ({ match: { [field]: { query: texts.join(" "), boost: tenths(boost * weight) } } })) : [];
  const begin = (/** @type {string} */ value) =>
    fields.map(([field, boost]) => ({ bool: { should: [{ prefix: { [field]: { value } } }], boost: tenths(boost * 0.6) } }));
  const each = words.map(({ tokens, forms, beginnings }) => any([...match(tokens, 1), ...match(forms, 0.6), ...beginnings.flatMap(begin)]));
  const query = any(each.length > 1 ? [...each, { bool: { must: each } }] : each);
  const sort = ["_score", { place: { order: "asc" } }];
  if (kind === "quickwit") return { size: maxSections, query, sort };
  // Quickwit knows no such scores.
  const boosted = { function_score: { query, field_value_factor: { field: "boost", missing: 1 } } };
  return { size: maxSections, _source: shown, query: boosted, sort };
}

class Remote {
  /** Of the queries that it has answered. @type {Map<string, Plan>} */
  plans = new Map();
  turn = 0;
  restsUntil = 0;
  asking = new AbortController();

  /** @param {Tools} tools @param {string} server @param {string} kind @param {string} base */
  constructor(tools, server, kind, base) {
    this.tools = tools;
    this.server = server;
    this.kind = kind;
    this.base = base;
  }

  /** Nothing where the server has no answer, finds nothing, or rests.
   * @param {string} query */
  async search(query) {
    const turn = ++this.turn;
    this.asking.abort();
    const words = wordsOf(this.tools, query);
    if (!words.length || performance.now() < this.restsUntil) return;
    await new Promise((done) => setTimeout(done, times.typing));
    if (turn !== this.turn) return;
    try {
      const { total, pages } = this.read(await this.ask(requestOf(words, this.kind)));
      if (!pages.length) return;
      if (this.plans.size > 50) this.plans.clear();
      this.plans.set(query, planOf(words));
      return { query, total, pages, by: this };
    } catch {
      // The reader who types on has ended it, or nobody.
      if (turn === this.turn) this.restsUntil = performance.now() + times.rest;
    }
  }

  /** @param {object} request @returns {Promise<any>} */
  async ask(request) {
    const asking = (this.asking = new AbortController());
    const timer = setTimeout(() => asking.abort(), times.answer);
    try {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(request);
      const response = await fetch(this.server, { method: "POST", headers, body, credentials: "omit", redirect: "error", signal: asking.signal });
      if (!response.ok) throw new Error(`${response.status}`);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {any} answer */
  read({ hits: { total, hits } }) {
    /** @type {Map<string, Found>} */
    const pages = new Map();
    const sections = hits.map((/** @type {any} */ hit) => hit?._source).filter((/** @type {any} */ section) => this.isSound(section));
    for (const { url, anchor, title_text: title, heading_text: heading, crumbs, level, text } of sections) {
      if (!pages.has(url) && pages.size < maxPages) pages.set(url, { title, url, crumbs, hits: [] });
      const kept = pages.get(url)?.hits;
      const hit = { heading, level, url: anchor ? `${url}#${encodeURIComponent(anchor)}` : url, text };
      if (kept && kept.length < maxHits) kept.push(hit);
    }
    const count = total?.value ?? total;
    return { total: Number.isSafeInteger(count) && count >= sections.length ? count : sections.length, pages: [...pages.values()] };
  }

  /** @param {any} section @returns {section is Section} */
  isSound(section) {
    const { url, anchor, title_text, heading_text, crumbs, level, text } = section ?? {};
    const texts = [url, anchor, title_text, heading_text, crumbs, ...(Array.isArray(text) ? text : [null])];
    return texts.every((text) => typeof text === "string") && text.length > 0 && [1, 2, 3].includes(level) && this.isOfSite(url);
  }

  /** @param {string} url */
  isOfSite(url) {
    if (!URL.canParse(this.base + url, location.origin)) return false;
    const { origin, pathname, search, hash } = new URL(this.base + url, location.origin);
    return origin === location.origin && pathname.startsWith(this.base) && !search && !hash;
  }

  /** @param {string} text @param {string} query */
  mark(text, query) {
    const plan = this.plans.get(query);
    return plan ? this.tools.markParts(text, plan) : [text];
  }

  /** @param {Hit} hit @param {string} query */
  async excerpt({ text }, query) {
    return this.tools.excerptOf(text, this.plans.get(query) ?? planOf([]));
  }
}

/** @param {Word[]} words @returns {Plan} */
function planOf(words) {
  const at = (/** @type {string} */ token) =>
    words.findIndex(({ tokens, forms, beginnings }) => [...tokens, ...forms].includes(token) || beginnings.some((beginning) => token.startsWith(beginning)));
  return { of: { has: (token) => at(token) >= 0, get: (token) => (at(token) >= 0 ? at(token) : undefined) } };
}
