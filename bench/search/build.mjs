// What the search adds to the time and the memory of a build, at 3,000 and 30,000 sections.
//   node bench/search/build.mjs FOLDER...
import { growSite } from "./lib/large.mjs";
import { printHead, printTable } from "./lib/report.mjs";
import { configure } from "./lib/site.mjs";
import { measure } from "../lib/measure.mjs";
import { program } from "../lib/program.mjs";
import { median } from "../lib/report.mjs";

const runs = 5;

const measureBuild = (site) =>
  measure([program(), "build", "--site", site.sources, "--out", site.dist], { cwd: site.sources, log: `${site.dist}.log`, timeout: 600 });

const rows = [];
for (const count of [3000, 30_000]) {
  const site = growSite(process.argv.slice(2), count);
  const results = { with: [], without: [] };
  // In turns, so that what else the machine does falls on both.
  for (let run = 0; run < runs; run += 1) {
    for (const [name, settings] of [["with", ""], ["without", "search: false\n"]]) {
      configure(site, settings);
      results[name].push(measureBuild(site));
    }
  }
  const middle = (name, key) => median(results[name].map((result) => result[key])) / (key === "peak" ? 1e6 : 1);
  const shown = (name) => {
    const seconds = results[name].map((result) => result.seconds).sort((a, b) => a - b);
    return `${middle(name, "seconds").toFixed(2)} (${seconds[0].toFixed(2)}–${seconds.at(-1).toFixed(2)})`;
  };
  const more = (key, digits) => (middle("with", key) - middle("without", key)).toFixed(digits);
  const ratio = (middle("with", "seconds") / middle("without", "seconds")).toFixed(2);
  const memory = (name) => middle(name, "peak").toFixed(0);
  rows.push([count.toLocaleString("en"), shown("without"), shown("with"), more("seconds", 2), ratio, more("processor", 2), memory("without"), memory("with"), more("peak", 0)]);
}

printHead("Build with and without search", [`median of ${runs} builds each, in turns; least and most in brackets`]);
printTable(["sections", "without, s", "with, s", "more, s", "ratio", "more processor time, s", "without, MB", "with, MB", "more, MB"], rows);
