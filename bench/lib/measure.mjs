import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ seconds: number, processor: number, peak: number }} Used seconds, processor seconds, bytes */

const script = fileURLToPath(new URL("measure.py", import.meta.url));

/**
 * Runs a command to its end. Its output is in `log` then.
 * @param {string[]} command
 * @param {{ cwd: string, log: string, timeout: number, env?: Record<string, string> }} options
 * @returns {Used}
 */
export function measure(command, { cwd, log, timeout, env }) {
  // What was written before must not be written to the disk on this command's time.
  execFileSync("sync");
  const output = execFileSync("python3", [script, log, String(timeout), ...command], { cwd, env: { ...process.env, ...env }, encoding: "utf8" });
  const { code, ...used } = JSON.parse(output);
  if (code === 0) return used;
  const end = used.seconds >= timeout ? `stopped after ${timeout} s` : `exit code ${code}`;
  throw new Failure(end, readFileSync(log, "utf8").trimEnd().split("\n").slice(-12).join("\n"));
}

export class Failure extends Error {
  /** @param {string} reason @param {string} log the end of what the command printed */
  constructor(reason, log) {
    super(reason);
    this.log = log;
  }
}

/** Steps that run one after the other, as one. @param {Used[]} steps @returns {Used} */
export const together = (steps) => ({
  seconds: steps.reduce((sum, step) => sum + step.seconds, 0),
  processor: steps.reduce((sum, step) => sum + step.processor, 0),
  peak: Math.max(...steps.map((step) => step.peak)),
});

/** Files of a folder, and the bytes in them. @param {string} folder */
export function sizeOf(folder) {
  const size = { files: 0, bytes: 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    size.files += 1;
    size.bytes += lstatSync(path.join(entry.parentPath, entry.name)).size;
  }
  return size;
}
