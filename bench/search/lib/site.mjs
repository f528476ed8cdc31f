import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { program, root } from "../../lib/program.mjs";

const work = path.join(root, "target/search-bench");

/** A site of the bench: sources and output in a folder of its own under target/. */
export function newSite(name) {
  const folder = path.join(work, name);
  rmSync(folder, { recursive: true, force: true });
  const site = { sources: path.join(folder, "site"), content: path.join(folder, "site/content"), dist: path.join(folder, "dist") };
  mkdirSync(site.content, { recursive: true });
  return site;
}

/** @param {ReturnType<typeof newSite>} site @param {string} settings lines of docs.yaml */
export function configure(site, settings = "") {
  writeFileSync(path.join(site.sources, "docs.yaml"), `title: Bench\nbase_url: https://bench.example/\n${settings}`);
}

export function build(site) {
  execFileSync(program(), ["build", "--site", site.sources, "--out", site.dist], { stdio: ["ignore", "ignore", "pipe"], maxBuffer: 2 ** 30 });
}

/** The site of one folder of Markdown as it stands. */
export function siteOf(folder) {
  if (!folder || !existsSync(folder)) throw new Error("name a folder of Markdown");
  const site = newSite(path.basename(path.resolve(folder)));
  // mdBook's list of chapters holds every title and is no page in mdBook.
  cpSync(folder, site.content, { recursive: true, filter: (source) => path.basename(source) !== "SUMMARY.md" });
  configure(site);
  build(site);
  return site;
}
