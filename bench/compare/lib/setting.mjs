import { execFileSync } from "node:child_process";
import os from "node:os";
import { machine, today } from "../../lib/report.mjs";

/** @import { Peer } from "./peer.mjs" */

/** Those that are there or could be installed, and a line on each of the others. @param {Peer[]} chosen */
export function installed(chosen) {
  /** @type {Peer[]} */
  const peers = [];
  /** @type {{ peer: Peer, reason: string }[]} */
  const absent = [];
  for (const peer of chosen) {
    try {
      peer.install();
      peers.push(peer);
    } catch (error) {
      absent.push({ peer, reason: error instanceof Error ? error.message.split("\n")[0] : String(error) });
    }
  }
  return { peers, absent };
}

/** Date, machine, load and versions: what a time means nothing without. @param {Peer[]} peers */
export function setting(peers) {
  const versions = new Set(peers.map((peer) => peer.version()).filter(Boolean));
  return [
    `${today()}; ${machine()}; load ${os.loadavg()[0].toFixed(1)} at the start`,
    [...versions, `Node ${process.versions.node}`, execFileSync("python3", ["--version"], { encoding: "utf8" }).trim()].join(", "),
  ];
}
