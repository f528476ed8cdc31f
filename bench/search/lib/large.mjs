import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { grow, readMarkdown } from "../../lib/grow.mjs";
import { seeded } from "../../lib/random.mjs";
import { configure, newSite } from "./site.mjs";

/**
 * A site of `count` sections or a page's more, from the Markdown in folders, in random order.
 * @param {string[]} folders @param {number} count
 */
export function growSite(folders, count) {
  const sources = folders.flatMap((folder) => readMarkdown(folder).map(({ text }) => text));
  if (!sources.length) throw new Error("name folders of Markdown");
  const random = seeded(count);
  const pages = [];
  let sections = 0;
  for (const page of grow(sources, random)) {
    pages.push(page);
    sections += 1 + page.match(/^#{2,3} /gm).length;
    if (sections >= count) break;
  }
  const site = newSite(`sections-${count}`);
  random.shuffle(pages).forEach((page, place) => {
    const folder = path.join(site.content, `part-${String(Math.floor(place / 50)).padStart(3, "0")}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `page-${String(place).padStart(5, "0")}.md`), page);
  });
  configure(site);
  return site;
}
