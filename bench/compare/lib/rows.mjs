import { median } from "../../lib/report.mjs";

/**
 * @import { Used } from "../../lib/measure.mjs"
 * @import { Result } from "./contest.mjs"
 */

export const head = ["tool", "wall, s", "× floom-docs", "CPU, s", "peak, MB", "files", "output, MB"];

/** @param {number} value */
const short = (value) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0));

/** The middle of the runs, and the least and the most of them if there are more than one. @param {number[]} values */
export const spread = (values) =>
  short(median(values)) + (values.length > 1 ? ` (${short(Math.min(...values))}–${short(Math.max(...values))})` : "");

/** @param {number} count */
export const megabytes = (count) => short(count / 1e6);

/** @param {Used[]} runs @param {number | undefined} unit seconds of floom-docs */
function times(runs, unit) {
  const seconds = median(runs.map((run) => run.seconds));
  return [
    spread(runs.map((run) => run.seconds)),
    unit ? short(seconds / unit) : "",
    short(median(runs.map((run) => run.processor))),
    (median(runs.map((run) => run.peak)) / 1e6).toFixed(0),
  ];
}

/** A tool's row, and one for each of its steps if it has several. @param {Result[]} results */
export function rowsOf(results) {
  const ours = results.find(({ peer }) => peer.name === "floom-docs")?.runs ?? [];
  const unit = ours.length ? median(ours.map((run) => run.seconds)) : undefined;
  return results.flatMap(({ peer, runs, steps, size, failure }) => {
    if (failure || !runs.length) return [[peer.label, failure?.message ?? "", "", "", "", "", ""]];
    const written = size ? [size.files.toLocaleString("en"), megabytes(size.bytes)] : ["", ""];
    const parts = Object.entries(steps);
    const details = parts.length > 1 ? parts.map(([name, used]) => [`– of which ${name}`, ...times(used, unit), "", ""]) : [];
    return [[peer.label, ...times(runs, unit), ...written], ...details];
  });
}
