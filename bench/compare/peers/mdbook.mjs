import path from "node:path";
import { writeFile } from "../lib/files.mjs";
import { ask, cargo, installCargo } from "../lib/install.mjs";
import { siteTitle } from "../lib/peer.mjs";
import { relative, seeAlso } from "../lib/site.mjs";

/**
 * @import { Peer } from "../lib/peer.mjs"
 * @import { Folder } from "../lib/site.mjs"
 */

/** The list of chapters. @param {Folder} folder @param {string} indent @returns {string} */
function chapters(folder, indent = "") {
  const line = (/** @type {{ title: string, path: string }} */ page, /** @type {string} */ before) => `${before}- [${page.title}](${page.path})\n`;
  const below = folder.path ? `${indent}  ` : "";
  return (
    (folder.path ? line(folder.index, indent) : "") +
    folder.folders.map((inner) => chapters(inner, below)).join("") +
    folder.pages.map((page) => line(page, below)).join("")
  );
}

/** @type {Peer} */
export const mdbook = {
  name: "mdbook",
  label: "mdBook",
  install: () => installCargo("mdbook"),
  version: () => ask(cargo("mdbook"), ["--version"]),
  write({ source }, { home, pages }) {
    writeFile(path.join(source, "book.toml"), `[book]\ntitle = "${siteTitle}"\n\n[output.html.fold]\nenable = true\n`);
    writeFile(path.join(source, "src/SUMMARY.md"), `# Summary\n\n[${home.index.title}](${home.index.path})\n\n${chapters(home)}`);
    for (const page of pages) {
      writeFile(path.join(source, "src", page.path), `# ${page.title}\n${page.body}${seeAlso(page, (to) => relative(page, to))}`);
    }
  },
  steps: ({ source, out }) => [{ name: "build", command: [cargo("mdbook"), "build", "--dest-dir", out, source] }],
  checks: {
    html: (page) => page.path.replace(/\.md$/, ".html"),
    highlighted: /<script src="[^"]*highlight[^"]*\.js"/,
    nav: () => "toc.html",
    search: "searchindex",
  },
};
