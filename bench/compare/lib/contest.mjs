import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { check } from "./checks.mjs";
import { Failure, measure, sizeOf, together } from "../../lib/measure.mjs";
import { work } from "./peer.mjs";

/**
 * @import { Peer, Places } from "./peer.mjs"
 * @import { Used } from "../../lib/measure.mjs"
 * @import { Site } from "./site.mjs"
 *
 * @typedef {object} Result
 * @property {Peer} peer
 * @property {Used[]} runs of all its steps together
 * @property {Record<string, Used[]>} steps by their names
 * @property {{ files: number, bytes: number }} [size] of the output
 * @property {string} [log] what the last step of the first build printed
 * @property {Failure} [failure] with which no further build was tried
 */

const aside = path.join(work, "aside");
let removed = 0;

/**
 * Takes a folder out of the way. Nothing is deleted before the end: ext4 without a journal makes no file where one was
 * deleted in the last minutes, and the search past such places made builds of many files take up to twice as long.
 * @param {string} folder
 */
function remove(folder) {
  if (!existsSync(folder)) return;
  mkdirSync(aside, { recursive: true });
  renameSync(folder, path.join(aside, `${process.pid}-${(removed += 1)}`));
}

/** Deletes all that builds have written, when the last is measured. */
export const clear = () => rmSync(aside, { recursive: true, force: true });

/** @param {Peer} peer @returns {Places} */
export function placesOf(peer) {
  const source = path.join(work, "sites", peer.again ?? peer.sourceOf ?? peer.name);
  return {
    source,
    out: peer.inSource ? path.join(source, "site") : path.join(work, "out", peer.again ?? peer.name),
    cache: path.join(work, "cache", peer.again ?? peer.name),
    ours: path.join(work, "out/floom-docs"),
  };
}

const logOf = (/** @type {Peer} */ peer) => path.join(work, `${peer.name}.log`);

/** One build, cold unless it repeats another. @param {Peer} peer @param {number} timeout seconds for a step */
function build(peer, timeout) {
  const places = placesOf(peer);
  if (!peer.again) for (const folder of [places.out, places.cache, ...(peer.caches?.(places) ?? [])]) remove(folder);
  mkdirSync(places.cache, { recursive: true });
  mkdirSync(path.dirname(places.out), { recursive: true });
  // The sources are a site of their own, not a part of this repository.
  const outside = { GIT_CEILING_DIRECTORIES: work };
  return peer.steps(places).map(({ name, command, env }) => ({
    name,
    used: measure(command, { cwd: places.source, log: logOf(peer), timeout, env: { ...outside, ...env } }),
  }));
}

/**
 * All peers' builds of a site, in turns, so that what else the machine does falls on all of them.
 * @param {Peer[]} peers @param {Site} site @param {{ runs: number, timeout: number }} options @returns {Result[]}
 */
export function compare(peers, site, { runs, timeout }) {
  remove(path.join(work, "sites"));
  for (const peer of peers) peer.write?.(placesOf(peer), site);
  /** @type {Result[]} */
  const results = peers.map((peer) => ({ peer, runs: [], steps: {} }));
  for (let run = 0; run < runs; run += 1) {
    for (const result of results) if (!result.failure) takeTurn(result, site, timeout);
    for (const { peer } of results) for (const folder of [placesOf(peer).out, placesOf(peer).cache]) remove(folder);
  }
  remove(path.join(work, "sites"));
  return results;
}

/** @param {Result} result @param {Site} site @param {number} timeout */
function takeTurn(result, site, timeout) {
  const { peer } = result;
  const { out } = placesOf(peer);
  try {
    const steps = build(peer, timeout);
    result.runs.push(together(steps.map(({ used }) => used)));
    for (const { name, used } of steps) (result.steps[name] ??= []).push(used);
    console.error(`${peer.label}: ${result.runs.at(-1)?.seconds.toFixed(2)} s`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    result.failure = error;
    console.error(`${peer.label}: ${error.message}\n${error.log}`);
  }
  if (result.runs.length === 1 && !result.failure) {
    check(peer, out, site);
    result.size = existsSync(out) ? sizeOf(out) : undefined;
    result.log = readFileSync(logOf(peer), "utf8");
  }
  // What floom-docs has written is copied by others of the same turn.
  if (out !== placesOf(peer).ours) remove(out);
}
