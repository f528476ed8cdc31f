// How the time and the memory of floom-docs grow with the pages.
//   node bench/compare/growth.mjs [--pages 1000,10000,30000,100000] [--runs N] [--out FILE] FOLDER...
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { median, table } from "../lib/report.mjs";
import { clear, compare } from "./lib/contest.mjs";
import { megabytes, spread } from "./lib/rows.mjs";
import { installed, setting } from "./lib/setting.mjs";
import { growPages } from "./lib/site.mjs";
import { floomDocs, floomDocsAgain, stages } from "./peers/floom-docs.mjs";
import { floors } from "./peers/floor.mjs";

/** @import { Result } from "./lib/contest.mjs" */

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    pages: { type: "string", default: "1000,10000,30000,100000" },
    runs: { type: "string" },
    out: { type: "string" },
  },
});

const { peers } = installed([floomDocs, floomDocsAgain, ...floors.filter(({ name }) => name === "hash")]);
const head = ["pages", "wall, s", "per page, µs", "× the first", "CPU per page, µs", "peak, MB", "per page, KB", "files", "output, MB", "nothing changed, s", "reading and hashing, s"];
const notes = setting(peers);
/** @type {string[][]} */
const rows = [];
/** @type {number | undefined} */
let first;
for (const count of values.pages.split(",").map(Number)) {
  const runs = Number(values.runs ?? (count < 5000 ? 3 : 1));
  const results = compare(peers, growPages(folders, count), { runs, timeout: 3600 });
  const of = (/** @type {string} */ name) => results.find(({ peer }) => peer.name === name);
  const seconds = (/** @type {Result | undefined} */ result) => (result?.runs.length ? spread(result.runs.map((run) => run.seconds)) : "");
  const ours = of("floom-docs");
  if (!ours?.runs.length) throw new Error(`floom-docs: ${ours?.failure?.message} ${ours?.failure?.log}`);
  const middle = (/** @type {"seconds" | "processor" | "peak"} */ key) => median(ours.runs.map((run) => run[key]));
  const perPage = (middle("seconds") / count) * 1e6;
  first ??= perPage;
  rows.push([
    ...[count.toLocaleString("en"), seconds(ours), perPage.toFixed(0), (perPage / first).toFixed(2)],
    ...[((middle("processor") / count) * 1e6).toFixed(0), (middle("peak") / 1e6).toFixed(0), (middle("peak") / count / 1000).toFixed(1)],
    ...[(ours.size?.files ?? 0).toLocaleString("en"), megabytes(ours.size?.bytes ?? 0)],
    ...[seconds(of("again")), seconds(of("hash"))],
  ]);
  const spent = stages(ours.log ?? "");
  if (spent.length) notes.push(`${count.toLocaleString("en")} pages: ${spent.join(", ")}`);
  const text = `${notes.map((line) => `- ${line}`).join("\n")}\n\n${table(head, rows)}\n`;
  if (values.out) writeFileSync(values.out, text);
  if (rows.length === values.pages.split(",").length) console.log(text);
}
clear();
