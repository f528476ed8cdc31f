import path from "node:path";
import { floor, installFloor } from "../lib/install.mjs";

/** @import { Peer } from "../lib/peer.mjs" */

const floorOf = { install: installFloor, version: () => "bench/compare/floor", sourceOf: "floom-docs" };

/** What stands below all generators. @type {Peer[]} */
export const floors = [
  {
    ...floorOf,
    name: "floor",
    label: "reading, pulldown-cmark, writing",
    steps: ({ source, out }) => [{ name: "render", command: [floor, "render", path.join(source, "content"), out] }],
  },
  {
    ...floorOf,
    name: "hash",
    label: "reading and hashing all inputs",
    steps: ({ source }) => [{ name: "hash", command: [floor, "hash", source] }],
  },
  {
    name: "cp",
    label: "`cp -r` of floom-docs' output",
    install() {},
    version: () => "",
    sourceOf: "floom-docs",
    steps: ({ ours, out }) => [{ name: "cp", command: ["cp", "-r", ours, out] }],
  },
  {
    name: "cp-sync",
    label: "the same, and waiting for the disk",
    install() {},
    version: () => "",
    sourceOf: "floom-docs",
    steps: ({ ours, out }) => [
      { name: "cp", command: ["cp", "-r", ours, out] },
      { name: "sync", command: ["sync", "-f", out] },
    ],
  },
];
