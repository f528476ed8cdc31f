import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parse } from "node-html-parser";

/**
 * @typedef {{ url: string, heading: string, level: number, text: string, code: string }} Section  `url` with its anchor
 * @typedef {{ text: string, code: boolean, to: string }} Link  `to` is the address of another page; `code`: all of its text is code
 * @typedef {{ url: string, file: string, html: string, title: string, sections: Section[], links: Link[], codes: string[], headingCodes: { text: string, whole: boolean }[] }} Page
 */

/** Every page of a built site that has a source, as all engines see it: read from its HTML. @returns {Page[]} */
export function readPages(dist) {
  return readdirSync(dist, { recursive: true })
    .filter((file) => path.basename(file) === "index.html")
    .sort()
    .map((file) => readPage(dist, file))
    .filter((page) => page !== undefined);
}

function readPage(dist, file) {
  const html = readFileSync(path.join(dist, file), "utf8");
  // `pre` is parsed like any element, since highlighted code holds tags.
  const article = parse(html, { blockTextElements: { script: false, style: false } }).querySelector("article.article");
  const title = article?.querySelector("h1[id]");
  // Lists of pages, which the generator adds, have no id on their title.
  if (!title) return undefined;
  const url = file.slice(0, -"index.html".length);
  const name = words(title.textContent);
  const page = { url, file, html, title: name, sections: [], links: [], codes: [], headingCodes: [] };
  page.sections.push({ url, heading: name, level: 1, text: "", code: "" });
  title.remove();
  for (const anchor of article.querySelectorAll("a.anchor")) anchor.remove();
  collect(article, page);
  for (const section of page.sections) {
    section.text = words(section.text);
    section.code = section.code.trim();
  }
  return page;
}

/** Adds what an element holds, in reading order, to the last section of the page. */
function collect(element, page) {
  for (const node of element.childNodes) {
    const section = page.sections.at(-1);
    const tag = node.rawTagName?.toLowerCase();
    if (!tag) section.text += node.text;
    else if (/^h[23]$/.test(tag) && node.id) {
      const heading = words(node.textContent);
      page.sections.push({ url: `${page.url}#${node.id}`, heading, level: Number(tag[1]), text: "", code: "" });
      const codes = node.querySelectorAll("code").map((code) => words(code.textContent));
      page.headingCodes.push(...codes.map((text) => ({ text, whole: text === heading })));
    } else if (tag === "pre") {
      section.code += `${node.textContent}\n`;
      page.codes.push(node.textContent);
    } else {
      if (tag === "code") page.codes.push(node.textContent);
      if (tag === "a") addLink(node, page);
      collect(node, page);
      // Blocks end words, inline elements do not.
      if (!/^(a|abbr|b|code|del|em|i|kbd|mark|span|strong|sub|sup)$/.test(tag)) page.sections.at(-1).text += " ";
    }
  }
}

function addLink(element, page) {
  const target = element.getAttribute("href");
  if (!target?.startsWith("/")) return;
  const to = target.slice(1).replace(/#.*/, "");
  if (to === page.url) return;
  const text = words(element.textContent);
  page.links.push({ text, to, code: text !== "" && words(element.querySelectorAll("code").map((code) => code.textContent).join(" ")) === text });
}

const words = (text) => text.replace(/\s+/g, " ").trim();
