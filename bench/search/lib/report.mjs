import { readFileSync } from "node:fs";
import os from "node:os";
import { machine, programVersion, table, today } from "../../lib/report.mjs";

/** Date, machine and versions: what a figure means nothing without. */
export function printHead(title, notes = []) {
  const versions = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")).packages;
  const version = (name) => `${name} ${versions[`node_modules/${name}`].version}`;
  const lines = [
    `${today()}; ${programVersion()}`,
    `Node ${process.versions.node}, ${version("minisearch")}, ${version("pagefind")}`,
    `${machine()}; load ${os.loadavg()[0].toFixed(1)} at the end`,
    ...notes,
  ];
  console.log(`## ${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`);
}

/** @param {string[]} head @param {(string | number)[][]} rows */
export const printTable = (head, rows) => console.log(table(head, rows), "\n");
