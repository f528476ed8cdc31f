// Builds of the same pages by floom-docs and its peers, in turns.
//   node bench/compare/run.mjs [--pages 100,1000] [--runs N] [--only NAMES] [--skip NAMES] [--timeout S] [--out FILE] FOLDER...
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { machine, table, today } from "../lib/report.mjs";
import { compare } from "./lib/contest.mjs";
import { head, rowsOf } from "./lib/rows.mjs";
import { growPages } from "./lib/site.mjs";
import { floomDocs } from "./peers/floom-docs.mjs";
import { floors } from "./peers/floor.mjs";
import { hugo } from "./peers/hugo.mjs";
import { mdbook } from "./peers/mdbook.mjs";
import { mkdocs, zensical } from "./peers/python.mjs";
import { vitepress } from "./peers/vitepress.mjs";
import { zolas } from "./peers/zola.mjs";

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    pages: { type: "string", default: "100,1000" },
    runs: { type: "string" },
    only: { type: "string" },
    skip: { type: "string", default: "" },
    timeout: { type: "string", default: "3600" },
    out: { type: "string" },
  },
});

const all = [floomDocs, ...floors, hugo, ...zolas, mdbook, zensical, mkdocs, vitepress];
const names = (/** @type {string} */ list) => list.split(",").filter(Boolean);
for (const name of names(`${values.only ?? ""},${values.skip}`)) {
  if (!all.some((peer) => peer.name === name)) throw new Error(`${name} is none of ${all.map((peer) => peer.name).join(", ")}`);
}
const chosen = all.filter(({ name }) => (!values.only || names(values.only).includes(name)) && !names(values.skip).includes(name));

/** @type {string[]} */
const absent = [];
const peers = chosen.filter((peer) => {
  try {
    peer.install();
    return true;
  } catch (error) {
    absent.push(`${peer.label} is not installed: ${String(error).split("\n")[0]}`);
    return false;
  }
});

const load = os.loadavg()[0].toFixed(1);
const lines = [
  `${today()}; ${machine()}; load ${load} at the start`,
  [...new Set(peers.map((peer) => peer.version()))].filter(Boolean).join(", ") + `, Node ${process.versions.node}, ${execFileSync("python3", ["--version"], { encoding: "utf8" }).trim()}`,
  ...absent,
];
const parts = [lines.map((line) => `- ${line}`).join("\n")];
let failed = false;
for (const count of names(values.pages).map(Number)) {
  const site = growPages(folders, count);
  const runs = Number(values.runs ?? (count < 5000 ? 3 : 1));
  const results = compare(peers, site, { runs, timeout: Number(values.timeout) });
  const bytes = site.pages.reduce((sum, page) => sum + Buffer.byteLength(page.body), 0);
  const rows = [...rowsOf(results), ...absent.map((line) => [line.split(" is ")[0], "not installed", "", "", "", "", ""])];
  parts.push(`### ${count.toLocaleString("en")} pages\n\n${(bytes / 1e6).toFixed(1)} MB of Markdown; ${runs === 1 ? "one build each" : `median of ${runs} builds each (least–most)`}.\n\n${table(head, rows)}`);
  failed ||= results.some(({ failure }) => failure);
  const text = `${parts.join("\n\n")}\n`;
  if (values.out) writeFileSync(values.out, text);
  console.log(parts.slice(parts.length === 2 ? 0 : -1).join("\n\n") + "\n");
}
if (failed) process.exitCode = 1;
