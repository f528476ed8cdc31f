import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import { program } from "./site.mjs";

/** Date, machine and versions: what a figure means nothing without. */
export function printHead(title, notes = []) {
  const versions = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")).packages;
  const version = (name) => `${name} ${versions[`node_modules/${name}`].version}`;
  const lines = [
    `${new Date().toISOString().slice(0, 10)}; ${execFileSync(program(), ["--version"], { encoding: "utf8" }).trim()}`,
    `Node ${process.versions.node}, ${version("minisearch")}, ${version("pagefind")}`,
    `${os.cpus()[0].model}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}; load ${os.loadavg()[0].toFixed(1)} at the end`,
    ...notes,
  ];
  console.log(`## ${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`);
}

/** @param {string[]} head @param {(string | number)[][]} rows */
export function printTable(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  console.log([line(head), line(head.map((_, column) => (column ? "---:" : "---"))), ...rows.map(line)].join("\n"), "\n");
}

export const bytes = (count) => Math.round(count).toLocaleString("en");

/** The value that `share` of the numbers do not exceed. */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export const median = (numbers) => percentile(numbers, 0.5);
