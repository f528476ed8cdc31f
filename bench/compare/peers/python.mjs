import path from "node:path";
import { writeFile } from "../lib/files.mjs";
import { installPython, python, pythonVersion } from "../lib/install.mjs";
import { siteAddress, siteTitle } from "../lib/peer.mjs";
import { prettyAddress, relative, seeAlso } from "../lib/site.mjs";

/**
 * @import { Peer, Places } from "../lib/peer.mjs"
 * @import { Site } from "../lib/site.mjs"
 */

/** @param {Places} places @param {Site} site */
function writePages({ source }, { pages }) {
  for (const page of pages) {
    const head = `---\ntitle: ${JSON.stringify(page.title)}\n---\n\n# ${page.title}\n`;
    writeFile(path.join(source, "docs", page.path), head + page.body + seeAlso(page, (to) => relative(page, to)));
  }
}

const checks = {
  html: (/** @type {import("../lib/site.mjs").Page} */ page) => `.${prettyAddress(page)}index.html`,
  highlighted: /<span class="(k|kd|nb|nf)">/,
};

// A page's nav has its own section and not all of them, as ours has.
const features = ["navigation.indexes", "navigation.prune", "navigation.footer"];

/** @type {Peer} */
export const mkdocs = {
  name: "mkdocs",
  label: "Material for MkDocs",
  install: () => installPython("mkdocs-material", "mkdocs"),
  version: () => `mkdocs-material ${pythonVersion("mkdocs-material")}`,
  write(places, site) {
    writeFile(
      path.join(places.source, "mkdocs.yml"),
      `site_name: ${siteTitle}
site_url: ${siteAddress}
theme:
  name: material
  font: false
  features: [${features.join(", ")}]
plugins: [search]
markdown_extensions:
  - tables
  - footnotes
  - toc: { permalink: true }
  - pymdownx.highlight
  - pymdownx.superfences
`,
    );
    writePages(places, site);
  },
  steps: ({ source, out }) => [{ name: "build", command: [python("mkdocs-material", "mkdocs"), "build", "--quiet", "--config-file", path.join(source, "mkdocs.yml"), "--site-dir", out] }],
  checks: { ...checks, search: "search/search_index.json" },
};

/** @type {Peer} */
export const zensical = {
  name: "zensical",
  label: "Zensical",
  inSource: true,
  install: () => installPython("zensical", "zensical"),
  version: () => `zensical ${pythonVersion("zensical")}`,
  write(places, site) {
    writeFile(
      path.join(places.source, "zensical.toml"),
      `[project]
site_name = "${siteTitle}"
site_url = "${siteAddress}"
site_dir = "${path.basename(places.out)}"

[project.theme]
font = false
features = ${JSON.stringify(features)}

[project.markdown_extensions]
tables = {}
footnotes = {}
toc.permalink = true
pymdownx.highlight = {}
pymdownx.superfences = {}
`,
    );
    writePages(places, site);
  },
  steps: ({ source }) => [{ name: "build", command: [python("zensical", "zensical"), "build", "--config-file", path.join(source, "zensical.toml")] }],
  caches: ({ source }) => [path.join(source, ".cache")],
  checks: { ...checks, search: "search.json" },
};
