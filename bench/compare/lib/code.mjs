import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { mapCode } from "../../lib/grow.mjs";
import { root } from "../../lib/program.mjs";

/** @import { Random } from "../../lib/random.mjs" */

/** mdBook's way to take code from a file; the growth has parted its braces. */
const include = /^.*\{ \{#.*$/m;

/**
 * Puts code in place of what a page would take from a file that its folder does not have: another piece of the same
 * language, for Rust one of this program's own items.
 * @param {string[]} sources @param {Random} random @returns {(page: string) => string}
 */
export function readPieces(sources, random) {
  /** @type {Map<string, string[]>} */
  const pieces = new Map([["rust", ownItems()]]);
  for (const source of sources) {
    mapCode(source, (block) => {
      const lines = block.trimEnd().split("\n").slice(1, -1);
      if (!include.test(block)) pieces.set(language(block), [...(pieces.get(language(block)) ?? []), lines.join("\n")]);
      return block;
    }, (text) => text);
  }
  return (page) =>
    mapCode(page, (block) => block.replace(include, () => random.pick(pieces.get(language(block)) ?? ["text"])), (text) => text);
}

/** @param {string} block with its fences */
export const language = (block) => block.match(/^[\s>]*[`~]+\s*([\w+-]*)/)?.[1] ?? "";

/** Functions, types and their like of `src/`, of five to forty lines. */
function ownItems() {
  const folder = path.join(root, "src");
  const files = /** @type {string[]} */ (readdirSync(folder, { recursive: true })).filter((file) => file.endsWith(".rs")).sort();
  return files
    .flatMap((file) => readFileSync(path.join(folder, file), "utf8").replaceAll("{{", "{ {").split(/(?<=^\}\n)\n/m))
    .map((item) => item.trim())
    .filter((item) => item.split("\n").length >= 5 && item.split("\n").length <= 40 && !/^ *(```|~~~|\/\/\/ *```)/m.test(item));
}
