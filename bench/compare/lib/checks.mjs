import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { language } from "./code.mjs";
import { mapCode } from "../../lib/grow.mjs";
import { allFolders } from "./site.mjs";

/**
 * @import { Peer } from "./peer.mjs"
 * @import { Page, Site } from "./site.mjs"
 */

/**
 * Throws if an output lacks what all are compared with: every page, highlighted code, a nav with the section's pages, an
 * index for the search.
 * @param {Peer} peer @param {string} out @param {Site} site
 */
export function check({ label, checks }, out, { home, pages }) {
  if (!checks) return;
  const demand = (/** @type {unknown} */ met, /** @type {string} */ what) => {
    if (!met) throw new Error(`${label}: ${what}`);
  };
  const missing = pages.filter((page) => !existsSync(path.join(out, checks.html(page))));
  demand(!missing.length, `${missing.length} pages are missing, such as ${missing[0]?.path}`);

  const section = allFolders(home).find((folder) => folder.pages.some(hasRust));
  const page = section?.pages.find(hasRust);
  if (!section || !page) throw new Error("no page has a piece of Rust");
  const html = readFileSync(path.join(out, checks.html(page)), "utf8");
  demand(checks.highlighted.test(html), `no highlighted code in ${checks.html(page)}`);

  const nav = checks.nav ? readFileSync(path.join(out, checks.nav(page)), "utf8") : html;
  const absent = section.pages.filter((other) => !nav.includes(path.basename(other.path, ".md")));
  demand(!absent.length, `the nav of ${page.path} has no link to ${absent[0]?.path}`);

  const { dir, base } = path.parse(path.join(out, checks.search));
  const folder = checks.search.endsWith("/") ? path.join(dir, base) : dir;
  const prefix = checks.search.endsWith("/") ? "" : base;
  demand(existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(prefix)), `no ${checks.search}`);
}

/** Whether a page has Rust in the way of all generators, at its margin. @param {Page} page */
function hasRust(page) {
  let found = false;
  mapCode(page.body, (block) => {
    found ||= block.startsWith("```rust") && language(block) === "rust";
    return block;
  }, (text) => text);
  return found;
}
