import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** @param {string} file @param {string} text */
export function writeFile(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
