// The words of a section around what was looked for.
import { chunksOf } from "./tokenizer.js";

/** @typedef {string | { mark: string }} Part */
/** @typedef {{ from: number, to: number, word: number, worth: number }} Place */

const room = 150;
const lead = 40;

/** Where a text has words of the query.
 * @param {string} text @param {{ of: Pick<Map<string, number>, "has" | "get"> }} plan @returns {Place[]} */
function placesOf(text, { of }) {
  /** @type {Place[]} */
  const places = [];
  for (const { parts, joined } of chunksOf(text)) {
    const whole = joined.findLast((token) => of.has(token.text));
    for (const { text, from, to } of whole ? [whole] : parts) {
      const word = of.get(text);
      const last = places.at(-1);
      if (word === undefined) continue;
      if (last && last.to >= from) last.to = to;
      else places.push({ from, to, word, worth: whole ? 300 : 100 });
    }
  }
  return places;
}

/** @param {string} text @param {Place[]} places @param {number} from @param {number} to @returns {Part[]} */
function marked(text, places, from, to) {
  /** @type {Part[]} */
  const parts = [];
  let at = from;
  for (const place of places) {
    if (place.from < from || place.to > to) continue;
    if (place.from > at) parts.push(text.slice(at, place.from));
    parts.push({ mark: text.slice(place.from, place.to) });
    at = place.to;
  }
  if (at < to) parts.push(text.slice(at, to));
  return parts;
}

/** @param {string} text @param {{ of: Pick<Map<string, number>, "has" | "get"> }} plan */
export function markParts(text, plan) {
  return marked(text, placesOf(text, plan), 0, text.length);
}

/** The stretch with most of the query's words.
 * @param {string | string[]} section its text, and behind it the keys and the text of each tab @param {{ of: Pick<Map<string, number>, "has" | "get"> }} plan
 * @returns {{ parts: Part[], tabs: string[] }} */
export function excerptOf(section, plan) {
  const texts = [section].flat();
  let best = { worth: 0, text: texts[0], tabs: "", from: 0 };
  for (let at = 0; at < texts.length; at += 2) {
    const text = texts[at];
    const places = placesOf(text, plan);
    places.forEach((place, first) => {
      let last = first;
      while (places[last + 1]?.to <= place.from + room - lead) last += 1;
      const near = places.slice(first, last + 1);
      const words = new Map(near.map(({ word, worth }) => [word, worth]));
      let worth = Math.min(near.length, 99);
      for (const each of words.values()) worth += each;
      if (worth > best.worth) best = { worth, text, tabs: at ? texts[at - 1] : "", from: place.from };
    });
  }
  const { text, tabs, from: match } = best;
  const places = placesOf(text, plan);
  let from = Math.max(0, match - lead);
  if (from > 0) from = text.slice(from, match).search(/(?<=\s)\S/) + from;
  if (from < Math.max(0, match - lead)) from = match;
  let to = Math.min(text.length, from + room);
  if (to < text.length) {
    const space = text.lastIndexOf(" ", to);
    if (space > match + 20) to = space;
  }
  const parts = marked(text, places, from, to);
  return { parts: [...(from > 0 ? ["… "] : []), ...parts, ...(to < text.length ? [" …"] : [])], tabs: tabs ? tabs.split(" ") : [] };
}
