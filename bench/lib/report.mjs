import { execFileSync } from "node:child_process";
import os from "node:os";
import { program } from "./program.mjs";

export const today = () => new Date().toISOString().slice(0, 10);

export const programVersion = () => execFileSync(program(), ["--version"], { encoding: "utf8" }).trim();

/** What a time means nothing without. */
export const machine = () => `${os.cpus()[0].model}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}`;

/** @param {string[]} head @param {(string | number)[][]} rows */
export function table(head, rows) {
  const line = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column ? "---:" : "---"))), ...rows.map(line)].join("\n");
}

/** @param {number} count */
export const bytes = (count) => Math.round(count).toLocaleString("en");

/** The value that `share` of the numbers do not exceed. @param {number[]} numbers @param {number} share */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** @param {number[]} numbers */
export const median = (numbers) => percentile(numbers, 0.5);
