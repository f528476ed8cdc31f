import path from "node:path";
import { grow, mapCode, readMarkdown } from "../../lib/grow.mjs";
import { seeded } from "../../lib/random.mjs";
import { readPieces } from "./code.mjs";
import { keywords, nameCode, namer } from "./names.mjs";

/**
 * @typedef {object} Page
 * @property {string} path from the content folder, with `.md`; a folder's own page is its `index.md`
 * @property {string} title
 * @property {string} body Markdown without the title
 * @property {Page[]} links the pages under "See also"
 *
 * @typedef {{ path: string, index: Page, folders: Folder[], pages: Page[] }} Folder `pages` without the index
 *
 * @typedef {{ home: Folder, pages: Page[] }} Site
 */

const sectionSize = 50;
/** More entries than this at one level of the nav are put into folders. */
const fanOut = 20;

/** The text of all sources, each with its title as its first heading. @param {string[]} folders */
function readSources(folders) {
  return folders.flatMap(readMarkdown).filter(({ text }) => isWhole(text)).map(({ text, title }) => {
    const unmarked = text.replace(/[ \t]*(?:\/\/|#|<!--|\/\*)[ \t]*\[!code[^\]]*\](?:[ \t]*(?:-->|\*\/))?/g, "");
    const head = title && !/^# /m.test(withoutCode(unmarked)) ? `# ${title.replace(/^(["'])(.*)\1$/, "$2")}\n\n` : "";
    return plain(head + unmarked);
  });
}

/** Whether every fence is closed; a page on comments may have lost what closed it. @param {string} source */
function isWhole(source) {
  let whole = true;
  mapCode(source, (block) => {
    const lines = block.trimEnd().split("\n");
    const mark = lines[0].match(/[`~]{3,}/)?.[0] ?? "";
    whole &&= lines.length > 1 && (lines.at(-1) ?? "").replace(/^[\s>]*/, "").startsWith(mark);
    return block;
  }, (text) => text);
  return whole;
}

/**
 * A page's text without what one generator shows and another one fails at: formulas, and what is left of links, of
 * footnotes, of HTML and of attributes in braces.
 * @param {string} source
 */
const plain = (source) =>
  mapCode(source, (code) => code, (text) =>
    text
      .replace(/`{2,}/g, "")
      .split(/(\n{2,}|\n(?=\|))/)
      // Of an odd number of backticks, one has lost the tag that the other was in.
      .map((block) => ((block.match(/`/g)?.length ?? 0) % 2 ? block.replaceAll("`", "") : block))
      .join("")
      .replace(/(`[^`]*`)|<(?=[a-z/!?])|\{[^}\n]*\}|\[\^[^\]]*\]|\$/gi, (found, span) => span ?? (found === "<" ? "&lt;" : ""))
      // A link that the growth did not know for one, in a list of what can be typed.
      .replaceAll("](", "] ("),
  );

const withoutCode = (/** @type {string} */ text) => mapCode(text, () => "", (kept) => kept);

/** Takes the first heading off a page; what is below it moves up with it. @param {string} source */
function cutTitle(source) {
  let title = "";
  let level = 1;
  const body = mapCode(source, (code) => code, (text) => {
    const rest = title ? text : text.replace(/^(#{1,6}) +(.*)\n/m, (_, marks, found) => {
      title = found.replace(/[`*[\]<>{}|\\]/g, "").trim();
      level = marks.length;
      return "";
    });
    return level > 1 ? rest.replace(new RegExp(`^#{${level - 1}}(?=##)`, "gm"), "") : rest;
  });
  return { title, body };
}

/**
 * `count` pages in sections of about fifty, in folders of folders when there are many. No two pages have the same title
 * or the same piece of code.
 * @param {string[]} folders @param {number} count @returns {Site}
 */
export function growPages(folders, count) {
  const sources = readSources(folders);
  if (!sources.length) throw new Error("name folders of Markdown");
  const random = seeded(count);
  const fill = readPieces(sources, random);
  const nameOf = namer(sources, random);
  const titles = new Set();
  /** @type {Page[]} */
  const pages = [];
  for (const source of grow(sources, random, keywords)) {
    const name = nameOf();
    const { title, body } = cutTitle(nameCode(fill(source), name, random));
    const own = title && !titles.has(title) ? title : `${title} ${name.join(" ")}`.trim();
    titles.add(own);
    pages.push({ path: "", title: own, body, links: [] });
    if (pages.length === count) break;
  }
  const home = arrange(pages);
  pages.forEach((page, place) => {
    page.links = [pages[(place + 1) % count], random.pick(pages), random.pick(pages)].filter((other) => other !== page);
  });
  return { home, pages };
}

/** Gives each page its path; the first of a folder is the folder's own. @param {Page[]} pages @returns {Folder} */
function arrange(pages) {
  let next = 0;
  const sections = Math.max(1, Math.round(pages.length / sectionSize));
  let parts = 0;
  for (let level = sections; level > fanOut; parts += level) level = Math.ceil(level / fanOut);
  const inSections = pages.length - 1 - parts;
  /** The sections from `first` to `end` below a folder. @returns {Folder} */
  const fill = (/** @type {string} */ folder, /** @type {number} */ first, /** @type {number} */ end) => {
    const index = pages[next++];
    index.path = path.posix.join(folder, "index.md");
    /** @type {Folder} */
    const made = { path: folder, index, folders: [], pages: [] };
    // As many sections as fit into one folder of this level.
    let step = 1;
    while (Math.ceil((end - first) / step) > fanOut) step *= fanOut;
    for (let from = first; from < end; from += step) {
      if (step > 1) made.folders.push(fill(path.posix.join(folder, `part-${number(from + 1, 4)}`), from, Math.min(end, from + step)));
      else made.folders.push(section(path.posix.join(folder, `section-${number(from + 1, 4)}`), from));
    }
    return made;
  };
  /** @returns {Folder} */
  const section = (/** @type {string} */ folder, /** @type {number} */ place) => {
    const size = Math.floor(((place + 1) * inSections) / sections) - Math.floor((place * inSections) / sections);
    const own = pages.slice(next, next + size);
    next += size;
    own.forEach((page, at) => {
      page.path = path.posix.join(folder, at ? `page-${number(next - size + at, 6)}.md` : "index.md");
    });
    return { path: folder, index: own[0], folders: [], pages: own.slice(1) };
  };
  return fill("", 0, sections);
}

const number = (/** @type {number} */ value, /** @type {number} */ width) => String(value).padStart(width, "0");

/** The links at the end of a page. @param {Page} page @param {(to: Page) => string} address as the peer writes it */
export const seeAlso = (page, address) =>
  `\n## See also\n\n${page.links.map((to) => `- [${to.title}](${address(to)})`).join("\n")}\n`;

/** The way to a page's file from another's. @param {Page} from @param {Page} to */
export const relative = (from, to) => path.posix.relative(path.posix.dirname(from.path), to.path);

/** The address of a page that has a folder of its own. @param {Page} page */
export const prettyAddress = (page) => `/${page.path.replace(/(index)?\.md$/, "").replace(/([^/])$/, "$1/")}`;

/** All folders, a folder before those in it. @param {Folder} folder @returns {Folder[]} */
export const allFolders = (folder) => [folder, ...folder.folders.flatMap(allFolders)];
