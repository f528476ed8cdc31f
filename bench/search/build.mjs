// What the search adds to the time and the memory of a build, at 3,000 and 30,000 sections.
//   node bench/search/build.mjs FOLDER...
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { growSite } from "./lib/large.mjs";
import { printHead, printTable } from "./lib/report.mjs";
import { configure } from "./lib/site.mjs";
import { program } from "../lib/program.mjs";
import { median } from "../lib/report.mjs";

const runs = 5;

/** One build: wall time and processor time in seconds, and the most memory it held in MB. */
async function measure(site) {
  const begin = performance.now();
  const child = spawn(program(), ["build", "--site", site.sources, "--out", site.dist], { stdio: "ignore" });
  let used = { peak: 0, processor: 0 };
  // The kernel counts both: only what comes in the last few milliseconds is missed.
  const watch = setInterval(() => {
    used = usedBy(child.pid) ?? used;
  }, 5);
  const code = await new Promise((resolve) => child.on("exit", resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`the build of ${site.sources} failed`);
  return { seconds: (performance.now() - begin) / 1000, ...used };
}

/** Nothing once the process has ended. */
function usedBy(process) {
  try {
    const peak = readFileSync(`/proc/${process}/status`, "utf8").match(/VmHWM:\s+(\d+) kB/);
    // After the name in brackets: utime and stime are the fields 14 and 15, in hundredths of a second.
    const fields = readFileSync(`/proc/${process}/stat`, "utf8").replace(/.*\) /s, "").split(" ");
    return peak ? { peak: Number(peak[1]) / 1000, processor: (Number(fields[11]) + Number(fields[12])) / 100 } : undefined;
  } catch {
    return undefined;
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
