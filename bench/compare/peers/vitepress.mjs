import os from "node:os";
import path from "node:path";
import { readFileSync } from "node:fs";
import { writeFile } from "../lib/files.mjs";
import { installNpm, npm } from "../lib/install.mjs";
import { siteTitle } from "../lib/peer.mjs";
import { relative, seeAlso } from "../lib/site.mjs";

/**
 * @import { Peer } from "../lib/peer.mjs"
 * @import { Folder, Page } from "../lib/site.mjs"
 */

const address = (/** @type {Page} */ page) => `/${page.path.replace(/(index)?\.md$/, "")}`;
const entry = (/** @type {Page} */ page) => ({ text: page.title, link: address(page) });

/** A sidebar for each folder: its own pages, and the folders beside it. @param {Folder} home */
function sidebars(home) {
  /** @type {Record<string, object[]>} */
  const bars = {};
  const add = (/** @type {Folder} */ folder, /** @type {Folder[]} */ beside) => {
    bars[`/${folder.path}${folder.path && "/"}`] = [
      { text: folder.index.title, link: address(folder.index), items: [...folder.folders.map(({ index }) => entry(index)), ...folder.pages.map(entry)] },
      ...beside.filter((other) => other !== folder).map(({ index }) => entry(index)),
    ];
    for (const inner of folder.folders) add(inner, folder.folders);
  };
  add(home, []);
  return bars;
}

/** @type {Peer} */
export const vitepress = {
  name: "vitepress",
  label: "VitePress",
  install: installNpm,
  version: () => `vitepress ${JSON.parse(readFileSync(npm("vitepress/package.json"), "utf8")).version}`,
  write({ source }, { home, pages }) {
    const config = {
      title: siteTitle,
      // Without it, every page has the sidebars of all.
      metaChunk: true,
      themeConfig: { search: { provider: "local" }, sidebar: sidebars(home) },
    };
    writeFile(path.join(source, ".vitepress/config.mjs"), `export default ${JSON.stringify(config, undefined, 1)};\n`);
    writeFile(path.join(source, "package.json"), '{ "type": "module" }\n');
    for (const page of pages) {
      const head = `---\ntitle: ${JSON.stringify(page.title)}\n---\n\n# ${page.title}\n`;
      writeFile(path.join(source, page.path), head + page.body + seeAlso(page, (to) => relative(page, to)));
    }
  },
  steps: ({ source, out }) => [
    {
      name: "build",
      command: [npm(".bin/vitepress"), "build", source, "--outDir", out],
      // Node takes no more than about 4 GB by itself.
      env: { NODE_OPTIONS: `--max-old-space-size=${Math.round((os.totalmem() / 2 ** 20) * 0.8)}` },
    },
  ],
  caches: ({ source }) => [path.join(source, ".vitepress/cache"), path.join(source, ".vitepress/.temp")],
  checks: {
    html: (page) => page.path.replace(/\.md$/, ".html"),
    highlighted: /<span style="--shiki-light:/,
    search: "assets/chunks/@localSearchIndex",
  },
};
