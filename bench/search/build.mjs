// What the search adds to the time and the memory of a build, at 3,000 and 30,000 sections.
//   node bench/search/build.mjs FOLDER...
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { growSite } from "./lib/grow.mjs";
import { median, printHead, printTable } from "./lib/report.mjs";
import { configure, program } from "./lib/site.mjs";

const runs = 5;

/** One build, with its wall time in seconds and the most memory it held in MB. */
async function measure(site) {
  const begin = performance.now();
  const child = spawn(program(), ["build", "--site", site.sources, "--out", site.dist], { stdio: "ignore" });
  let peak = 0;
  // The kernel keeps the peak: only what grows in the last few milliseconds can be missed.
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
  }, 5);
  const code = await new Promise((resolve) => child.on("exit", resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`the build of ${site.sources} failed`);
  return { seconds: (performance.now() - begin) / 1000, peak };
}

function peakOf(process) {
  try {
    return Number(readFileSync(`/proc/${process}/status`, "utf8").match(/VmHWM:\s+(\d+) kB/)?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

const rows = [];
for (const count of [3000, 30_000]) {
  const site = growSite(process.argv.slice(2), count);
  const results = { with: [], without: [] };
  // In turns, so that what else the machine does falls on both.
  for (let run = 0; run < runs; run += 1) {
    for (const [name, settings] of [["with", ""], ["without", "search: false\n"]]) {
      configure(site, settings);
      results[name].push(await measure(site));
    }
  }
  const middle = (name, key) => median(results[name].map((result) => result[key]));
  const range = (name) => {
    const seconds = results[name].map((result) => result.seconds).sort((a, b) => a - b);
    return `${middle(name, "seconds").toFixed(2)} (${seconds[0].toFixed(2)}–${seconds.at(-1).toFixed(2)})`;
  };
  rows.push([
    count.toLocaleString("en"),
    range("without"),
    range("with"),
    (middle("with", "seconds") - middle("without", "seconds")).toFixed(2),
    (middle("with", "seconds") / middle("without", "seconds")).toFixed(2),
    middle("without", "peak").toFixed(0),
    middle("with", "peak").toFixed(0),
    (middle("with", "peak") - middle("without", "peak")).toFixed(0),
  ]);
}

printHead("Build with and without search", [`median of ${runs} builds each, in turns; least and most in brackets`]);
printTable(["sections", "without, s", "with, s", "more, s", "ratio", "without, MB", "with, MB", "more, MB"], rows);
