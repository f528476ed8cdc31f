import path from "node:path";
import { program } from "../../lib/program.mjs";
import { programVersion } from "../../lib/report.mjs";
import { ask } from "../lib/install.mjs";
import { writeFile } from "../lib/files.mjs";
import { siteAddress, siteTitle } from "../lib/peer.mjs";
import { prettyAddress, relative, seeAlso } from "../lib/site.mjs";

/** @import { Peer } from "../lib/peer.mjs" */

/** @param {string} option of `build` */
export const knows = (option) => ask(program(), ["build", "--help"]).includes(option);

/** @param {import("../lib/peer.mjs").Places} places @param {string[]} more */
export const buildCommand = ({ source, out, cache }, more = []) => [
  program(), "build", "--site", source, "--out", out, ...(knows("--cache") ? ["--cache", cache] : []), ...more,
];

/** @type {Peer} */
export const floomDocs = {
  name: "floom-docs",
  label: "floom-docs",
  install: () => void program(),
  version: programVersion,
  write({ source }, { pages }) {
    // No peer draws cards, and not every version of ours does.
    const cards = ask(program(), ["schema"]).includes('"cards"') ? "cards: false\n" : "";
    writeFile(path.join(source, "docs.yaml"), `title: ${siteTitle}\nbase_url: ${siteAddress}\n${cards}`);
    for (const page of pages) {
      const head = `---\ntitle: ${JSON.stringify(page.title)}\n---\n\n`;
      writeFile(path.join(source, "content", page.path), head + page.body + seeAlso(page, (to) => relative(page, to)));
    }
  },
  steps: (places) => [{ name: "build", command: buildCommand(places) }],
  checks: {
    html: (page) => `.${prettyAddress(page)}index.html`,
    highlighted: /<pre[^>]*>[^]*?<span class=/,
    search: "search/",
  },
};
