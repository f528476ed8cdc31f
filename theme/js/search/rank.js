// From the terms that a query has found to the score of each section.
import { lengthOf } from "./index.js";

/** @typedef {import("./engine.js").Index} Index */
/** @typedef {import("./engine.js").Match} Match */
/** @typedef {import("./engine.js").Word} Word */
/** @typedef {{ docs: number[], score: Float64Array, heading: Uint8Array }} Layer `heading`: the length of the section's heading, where that has the word */

const TITLE = 0;
const HEADING = 1;

/** Calls back with each section that has a term, tantivy's score for it, and the length of its heading if that has it.
 * @param {Index} index @param {Match} match @param {(doc: number, score: number, heading: number) => void} found */
export function scan(index, { shard, at }, found) {
  const start = shard.starts[at];
  const end = shard.starts[at + 1];
  if (!index.exact) {
    for (let p = start; p < end; p += 1) found(shard.docs[p], (shard.counts[p] * shard.peaks[at]) / 4600, shard.masks[p]);
    return;
  }
  const frequencies = [0, 0, 0, 0];
  for (let p = start; p < end; p += 1) {
    for (let field = 0; field < 4; field += 1) frequencies[field] += (shard.masks[p] >> field) & 1;
  }
  const weights = frequencies.map((n, field) => Math.log(1 + (index.total - n + 0.5) / (n + 0.5)) * 2.2 * index.boost[field]);
  for (let p = start; p < end; p += 1) {
    const doc = shard.docs[p];
    let count = shard.firsts[p];
    let score = 0;
    for (let field = TITLE; field < 4; field += 1) {
      if (!((shard.masks[p] >> field) & 1)) continue;
      const times = shard.counts[count++];
      score += (weights[field] * times) / (times + index.saturation[field][index.norms[field][doc]]);
    }
    found(doc, score, (shard.masks[p] >> HEADING) & 1 ? lengthOf(index.norms[HEADING][doc]) : 0);
  }
}

/** What the best of some matches gives each section.
 * @param {Index} index @param {Match[]} matches @returns {Layer} */
function best(index, matches) {
  const score = new Float64Array(index.total);
  const heading = new Uint8Array(index.total);
  /** @type {number[]} */
  const docs = [];
  for (const match of matches) {
    scan(index, match, (doc, points, length) => {
      if (!score[doc]) docs.push(doc);
      score[doc] = Math.max(score[doc], points * match.weight);
      if (length) heading[doc] = Math.min(length, 255);
    });
  }
  return { docs, score, heading };
}

/** The score of every section: what each word gives, by how much of the query was found, and more where a heading says it.
 * @param {Index} index @param {{ words: Word[] }} plan */
export function rank(index, { words }) {
  const { total, pageStarts } = index;
  const scores = new Float64Array(total);
  const cover = new Float64Array(total);
  const headed = new Uint8Array(total);
  const headings = new Uint8Array(total);
  const counted = words.filter((word) => !word.stop).length;
  for (const word of words) {
    const weight = counted ? (word.stop ? 0 : 1 / counted) : 1 / words.length;
    scoreWord(index, word, (doc, score, share, heading) => {
      scores[doc] += score;
      cover[doc] += share * weight;
      if (!heading) return;
      headed[doc] += 1;
      headings[doc] = heading;
    });
  }
  const length = words.reduce((sum, word) => sum + word.length, 0);
  const first = new Uint8Array(total);
  for (const start of pageStarts) first[start] = 1;
  for (let doc = 0; doc < total; doc += 1) {
    scores[doc] *= cover[doc];
    if (scores[doc] && headed[doc] === words.length) scores[doc] *= headings[doc] !== length ? 1.25 : first[doc] ? 1.5 : 1.3;
  }
  for (const [page, boost] of index.boosts) {
    for (let doc = pageStarts[page]; doc < pageStarts[page + 1]; doc += 1) scores[doc] *= boost;
  }
  return scores;
}

/** @param {Index} index @param {Word} word
 * @param {(doc: number, score: number, share: number, heading: number) => void} found `share`: how much of the word the section has */
function scoreWord(index, { parts, wholes, whole }, found) {
  const layers = parts.map((matches) => best(index, matches));
  if (!whole && layers.length === 1) {
    const [{ docs, score, heading }] = layers;
    for (const doc of docs) found(doc, score[doc], 1, heading[doc]);
    return;
  }
  const complete = best(index, wholes);
  // A section with all of `run_id` comes before one that has `run` and `id`.
  const limit = complete.docs.reduce((lowest, doc) => Math.min(lowest, complete.score[doc]), Infinity) * 0.9;
  const seen = new Uint8Array(index.total);
  for (const doc of [complete, ...layers].flatMap((layer) => layer.docs)) {
    if (seen[doc]) continue;
    seen[doc] = 1;
    const having = layers.filter((layer) => layer.score[doc]);
    const sum = having.reduce((sum, layer) => sum + layer.score[doc], 0);
    const inHeading = layers.every((layer) => layer.heading[doc]) ? layers[0].heading[doc] : 0;
    if (!whole) found(doc, sum, having.length / layers.length, inHeading);
    else if (complete.score[doc]) found(doc, complete.score[doc] + 0.35 * sum, 1, complete.heading[doc]);
    else found(doc, Math.min(0.35 * sum, limit), having.length / layers.length, inHeading);
  }
}
