// The twin of src/search/tokenizer.rs: tests/search/vectors.txt holds both to the same tokens.

/** @typedef {{ text: string, from: number, to: number }} Token offsets in UTF-16 units */
/** @typedef {{ parts: Token[], joined: Token[], bigrams: boolean }} Chunk what stands between spaces and signs */
/** @typedef {{ c: string, kind: number, from: number, to: number }} Unit */

const SEPARATOR = 0;
const DIGIT = 1;
const UPPER = 2;
const LOWER = 3;
const JOINER = 4;
const APOSTROPHE = 5;
const BIGRAM = 6;

const longest = 40;
const vanishing = /[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/;
const letter = /[\p{Alphabetic}\p{N}\p{M}]/u;
// Han, kana, Hangul, Thai, Lao, Khmer, Myanmar: written without spaces.
const unspaced =
  /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\u{20000}-\u{323af}]/u;

/** Words that say nothing in running text.
 * @type {Set<string>} */
export const stopWords = new Set(
  "a an and are as at be but by for from has have if in into is it no not of on or such that the their then there these they this to was will with you your".split(" "),
);

/** @param {string} c */
function kindOf(c) {
  if (c >= "0" && c <= "9") return DIGIT;
  if ("_-+./:#@$".includes(c)) return JOINER;
  if (c === "'" || c === "\u2019") return APOSTROPHE;
  if (!letter.test(c)) return SEPARATOR;
  if (unspaced.test(c)) return BIGRAM;
  return c.toLowerCase() === c ? LOWER : UPPER;
}

/** @param {string} text @returns {Unit[]} */
function unitsOf(text) {
  const units = [];
  let at = 0;
  for (const written of text) {
    const from = at;
    at += written.length;
    if (vanishing.test(written)) continue;
    let plain = written;
    if (written > "\x7f") {
      plain = written.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").replace(/[\u2010\u2011]/g, "-");
    }
    for (const c of plain) units.push({ c, kind: kindOf(c), from, to: at });
  }
  return units;
}

/** @param {string} text @returns {Chunk[]} */
export function chunksOf(text) {
  const units = unitsOf(text);
  const chunks = [];
  for (let at = 0; at < units.length; ) {
    const isBigram = units[at].kind === BIGRAM;
    const start = at;
    if (units[at].kind === SEPARATOR) at += 1;
    else while (at < units.length && units[at].kind !== SEPARATOR && (units[at].kind === BIGRAM) === isBigram) at += 1;
    const chunk = isBigram ? bigrams(units.slice(start, at)) : words(units.slice(start, at));
    if (chunk.parts.length) chunks.push(chunk);
  }
  return chunks;
}

/** @param {Unit[]} run @returns {Chunk} */
function bigrams(run) {
  const parts = run.slice(0, Math.max(1, run.length - 1)).map((unit, at) => {
    const end = run[at + 1] ?? unit;
    return { text: (end === unit ? unit.c : unit.c + end.c).toLowerCase(), from: unit.from, to: end.to };
  });
  return { parts, joined: [], bigrams: true };
}

/** @param {Unit[]} run @returns {Chunk} */
function words(run) {
  const isWord = (/** @type {Unit} */ unit) => unit.kind >= DIGIT && unit.kind <= LOWER;
  const end = run.findLastIndex(isWord) + 1;
  /** @type {Token[][]} */
  const components = [[]];
  let piece = "";
  let from = 0;
  let to = 0;
  const flush = () => {
    if (piece) components[components.length - 1].push({ text: cut(piece), from, to });
    piece = "";
  };
  /** @type {Unit | undefined} */
  let before;
  for (let at = Math.max(0, run.findIndex(isWord)); at < end; at += 1) {
    const { c, kind, from: start, to: stop } = run[at];
    const next = run[at + 1];
    if (kind === APOSTROPHE) {
      // `'s` goes where a word ends.
      if (/^s$/i.test(next?.c ?? "") && (at + 2 >= end || run[at + 2].kind === JOINER)) at += 1;
      continue;
    }
    const isPoint = c === "." && run[at - 1].kind === DIGIT && next.kind === DIGIT;
    if (kind === JOINER && !isPoint) {
      flush();
      if (!"_-+".includes(c)) components.push([]);
      before = undefined;
      continue;
    }
    if (kind === UPPER && before && (before.kind !== UPPER || next?.kind === LOWER)) flush();
    if (!piece) from = start;
    piece += c.toLowerCase();
    to = stop;
    before = run[at];
  }
  flush();
  const filled = components.filter((parts) => parts.length);
  const parts = filled.flat();
  const joined = filled.flatMap(join);
  if (filled.length > 1 && filled.length <= 4) joined.push(...join(parts));
  const last = parts.at(-1);
  const sign = /^(\+\+|#)/.exec(run.slice(end, end + 2).map(({ c }) => c).join(""))?.[0];
  if (last && sign && (sign === "++" || [...last.text].length === 1)) {
    joined.push({ text: last.text + sign, from: last.from, to: run[end + sign.length - 1].to });
  }
  return { parts, joined, bigrams: false };
}

/** @param {Token[]} parts @returns {Token[]} */
function join(parts) {
  const text = parts.map((part) => part.text).join("");
  if (parts.length < 2 || parts.length > 6 || [...text].length > longest) return [];
  return [{ text, from: parts[0].from, to: parts[parts.length - 1].to }];
}

/** @param {string} text */
function cut(text) {
  return text.length > longest ? [...text].slice(0, longest).join("") : text;
}

/** All tokens of a text, those of a chunk together: its parts, then what they are joined.
 * @param {string} text @returns {Token[]} */
export function tokensOf(text) {
  return chunksOf(text).flatMap(({ parts, joined }) => [...parts, ...joined]);
}
