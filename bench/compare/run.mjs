// Builds of the same pages by floom-docs and its peers, in turns.
//   node bench/compare/run.mjs [--pages 100,1000] [--runs N] [--only NAMES] [--skip NAMES] [--timeout S] [--out FILE] FOLDER...
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { table } from "../lib/report.mjs";
import { clear, compare } from "./lib/contest.mjs";
import { head, rowsOf } from "./lib/rows.mjs";
import { installed, setting } from "./lib/setting.mjs";
import { growPages } from "./lib/site.mjs";
import { floomDocs, floomDocsAgain, stages } from "./peers/floom-docs.mjs";
import { floors } from "./peers/floor.mjs";
import { hugo } from "./peers/hugo.mjs";
import { mdbook } from "./peers/mdbook.mjs";
import { mkdocs, zensical } from "./peers/python.mjs";
import { vitepress } from "./peers/vitepress.mjs";
import { zolas } from "./peers/zola.mjs";

/** @import { Result } from "./lib/contest.mjs" */

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

const all = [floomDocs, floomDocsAgain, ...floors, hugo, ...zolas, mdbook, zensical, mkdocs, vitepress];
const names = (/** @type {string} */ list) => list.split(",").filter(Boolean);
const only = values.only ? names(values.only) : all.map(({ name }) => name);
for (const name of [...only, ...names(values.skip)]) {
  if (!all.some((peer) => peer.name === name)) throw new Error(`${name} is none of ${all.map((peer) => peer.name).join(", ")}`);
}
// All others are compared with floom-docs, and some read what it reads or has written.
const chosen = all.filter((peer) => peer === floomDocs || (only.includes(peer.name) && !names(values.skip).includes(peer.name)));
const { peers, absent } = installed(chosen);

/** @param {number} count @param {number} runs @param {Result[]} results @param {number} bytes */
function section(count, runs, results, bytes) {
  const missing = absent.filter(({ peer }) => !peer.again).map(({ peer }) => [peer.label, "not installed", "", "", "", "", ""]);
  const log = results.find(({ peer }) => peer === floomDocs)?.log;
  const spent = log ? stages(log) : [];
  return [
    `### ${count.toLocaleString("en")} pages`,
    `${(bytes / 1e6).toFixed(1)} MB of Markdown; ${runs === 1 ? "one build each" : `median of ${runs} builds each (least–most)`}.`,
    table(head, [...rowsOf(results), ...missing]),
    ...(spent.length ? [`Stages of floom-docs in its first build: ${spent.join(", ")}.`] : []),
  ].join("\n\n");
}

const notes = [...setting(peers), ...absent.map(({ peer, reason }) => `${peer.label}: ${reason}`)];
const parts = [notes.map((line) => `- ${line}`).join("\n")];
console.log(`${parts[0]}\n`);
for (const count of names(values.pages).map(Number)) {
  const site = growPages(folders, count);
  const runs = Number(values.runs ?? (count < 5000 ? 3 : 1));
  const results = compare(peers, site, { runs, timeout: Number(values.timeout) });
  const bytes = site.pages.reduce((sum, page) => sum + Buffer.byteLength(page.body), 0);
  parts.push(section(count, runs, results, bytes));
  console.log(`${parts.at(-1)}\n`);
  if (values.out) writeFileSync(values.out, `${parts.join("\n\n")}\n`);
  if (results.some(({ failure }) => failure)) process.exitCode = 1;
}
clear();
