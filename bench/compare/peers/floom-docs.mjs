import path from "node:path";
import { program } from "../../lib/program.mjs";
import { programVersion } from "../../lib/report.mjs";
import { ask } from "../lib/install.mjs";
import { writeFile } from "../lib/files.mjs";
import { siteAddress, siteTitle } from "../lib/peer.mjs";
import { prettyAddress, relative, seeAlso } from "../lib/site.mjs";

/** @import { Peer, Places } from "../lib/peer.mjs" */

/** @param {string} option of `build` */
const knows = (option) => ask(program(), ["build", "--help"]).includes(option);

/** Options are given to those versions that know them. @param {Places} places */
const buildCommand = ({ source, out, cache }) => [
  ...[program(), "build", "--site", source, "--out", out],
  ...(knows("--cache") ? ["--cache", cache] : []),
  ...(knows("--timings") ? ["--timings"] : []),
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
    highlighted: /<span class="k">/,
    search: "search/",
  },
};

/** A second build of what has not changed. @type {Peer} */
export const floomDocsAgain = {
  name: "again",
  label: "floom-docs, nothing changed",
  again: "floom-docs",
  install() {
    if (!knows("--cache")) throw new Error("this floom-docs keeps nothing from build to build");
  },
  version: programVersion,
  steps: (places) => [{ name: "build", command: buildCommand(places) }],
};

/** How long each stage took, if the program has said so. @param {string} log */
export const stages = (log) => [...log.matchAll(/^(\S.*?) +([\d.]+) ms$/gm)].map(([, name, time]) => `${name} ${Math.round(Number(time)).toLocaleString("en")} ms`);
