// What src/search/export.rs has written, as the engine needs it.

/** @typedef {{ terms: string[], starts: Int32Array, docs: Int32Array, masks: Int32Array, counts: Int32Array, firsts: Int32Array, peaks: Int32Array }} Shard
 * postings of term i are starts[i]..starts[i+1]; the counts of posting p begin at firsts[p] */

/** Numbers in 93 characters of JSON: a digit below 47 ends one, another adds to it and leaves the rest to the next.
 * @param {string} text */
export function numbers(text) {
  const found = new Int32Array(text.length);
  let size = 0;
  let value = 0;
  let scale = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const digit = code - 32 - (code > 34 ? 1 : 0) - (code > 92 ? 1 : 0);
    if (digit < 47) {
      found[size++] = value + digit * scale;
      value = 0;
      scale = 1;
    } else {
      value += digit * scale;
      scale *= 46;
    }
  }
  return found.subarray(0, size);
}

/** @param {Int32Array} steps each number is the sum of those before it */
export function sums(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** @param {string} json @param {boolean} exact @returns {Shard} */
export function readShard(json, exact) {
  const { t, n, d, m, f, x } = JSON.parse(json);
  let term = "";
  const terms = t.split("\n").map((/** @type {string} */ line) => (term = term.slice(0, parseInt(line[0], 36)) + line.slice(1)));
  const sizes = numbers(n);
  const docs = numbers(d);
  const masks = numbers(m);
  const starts = new Int32Array(sizes.length + 1);
  sizes.forEach((size, at) => {
    starts[at + 1] = starts[at] + size;
    for (let p = starts[at] + 1; p < starts[at + 1]; p += 1) docs[p] += docs[p - 1];
  });
  const firsts = new Int32Array(exact ? masks.length : 0);
  for (let p = 1; p < firsts.length; p += 1) {
    const mask = masks[p - 1];
    firsts[p] = firsts[p - 1] + (mask & 1) + ((mask >> 1) & 1) + ((mask >> 2) & 1) + (mask >> 3);
  }
  return { terms, starts, docs, masks, counts: numbers(f), firsts, peaks: numbers(x ?? "") };
}

/** The order of UTF-8 bytes.
 * @param {string} a @param {string} b */
export function compare(a, b) {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  // A half of a surrogate pair stands for a code point past all others.
  const rank = (/** @type {string} */ text) => {
    const code = at < text.length ? text.charCodeAt(at) : -1;
    return code >= 0xd800 && code < 0xe000 ? code + 0x10000 : code;
  };
  return rank(a) - rank(b);
}

/** The first place whose term does not come before the given one.
 * @param {string[]} terms @param {string} term */
export function lowerBound(terms, term) {
  let low = 0;
  let high = terms.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(terms[middle], term) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many tokens a norm stands for: tantivy's one-byte form.
 * @param {number} id */
export function lengthOf(id) {
  if (id < 24) return id;
  const above = id - 24;
  const power = (above >> 3) - 1;
  return 24 + (power < 0 ? above & 7 : ((above & 7) | 8) * 2 ** power);
}
