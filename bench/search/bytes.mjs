// What a reader's browser fetches, from an empty cache to the first results, on sites of 3,000 and 30,000 sections.
//   node bench/search/bytes.mjs FOLDER...
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { startBrowser } from "./lib/browser.mjs";
import { growSite } from "./lib/large.mjs";
import { indexWithMiniSearch } from "./lib/minisearch.mjs";
import { openOurs } from "./lib/ours.mjs";
import { indexWithPagefind, searchWithPagefind } from "./lib/pagefind.mjs";
import { readPages } from "./lib/pages.mjs";
import { twoWords } from "./lib/queries.mjs";
import { printHead, printTable } from "./lib/report.mjs";
import { serve } from "./lib/serve.mjs";
import { build } from "./lib/site.mjs";
import { bytes, median, percentile } from "../lib/report.mjs";

const folders = process.argv.slice(2);
const queryCount = 100;
/** As many pages as are in sight. */
const shownPages = 5;

const gzip = (data) => gzipSync(data, { level: 9 }).length;
const brotli = (data) => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: data.length } }).length;

/** Brotli 11 of a file, measured once. */
const sizes = new Map();
function sizeOf(file) {
  if (!sizes.has(file)) sizes.set(file, brotli(readFileSync(file)));
  return sizes.get(file);
}

function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** The scripts of the search as they are published: what opens the dialog, the dialog, the engine. */
function clientFiles(dist) {
  const theme = readdirSync(path.join(dist, "assets")).find((name) => name.startsWith("theme."));
  const scripts = path.join(dist, "assets", theme, "js");
  return filesBelow(scripts).filter((file) => /^search[/.]/.test(path.relative(scripts, file)));
}

/** The index files that one reader's session fetches. @returns {Promise<string[]>} */
async function fetchedBy(dist, session) {
  const fetched = new Set();
  const { engine } = await openOurs(dist, (name) => fetched.add(path.join(dist, "search", name)));
  await session(engine);
  return [...fetched];
}

const prefixes = (text, from) => Array.from({ length: text.length - from }, (_, extra) => text.slice(0, from + extra + 1));

const sessions = {
  "the whole query": (engine, text) => engine.search(text),
  "second word key by key": async (engine, text) => {
    for (const prefix of prefixes(text, text.indexOf(" ") + 1)) await engine.search(prefix);
  },
  "both words key by key": async (engine, text) => {
    for (const prefix of prefixes(text, 0)) await engine.search(prefix);
  },
  [`the whole query, with ${shownPages} excerpts`]: async (engine, text) => {
    const { pages } = await engine.search(text);
    await Promise.all(pages.slice(0, shownPages).map((page) => engine.excerpt(page.hits[0], text)));
  },
};

function row(name, sessions, client) {
  const totals = sessions.map((files) => client + files.reduce((sum, file) => sum + sizeOf(file), 0));
  const requests = sessions.map((files) => files.length);
  return [name, bytes(median(totals)), bytes(percentile(totals, 0.95)), median(requests), percentile(requests, 0.95)];
}

async function ours(site, texts) {
  const client = clientFiles(site.dist).reduce((sum, file) => sum + sizeOf(file), 0);
  const rows = [["floom-docs: scripts alone", bytes(client), bytes(client), clientFiles(site.dist).length, clientFiles(site.dist).length]];
  for (const [name, session] of Object.entries(sessions)) {
    const fetched = [];
    for (const text of texts) fetched.push(await fetchedBy(site.dist, (engine) => session(engine, text)));
    rows.push(row(`floom-docs: ${name}`, fetched, client));
  }
  return rows;
}

async function pagefinds(site, folder, texts) {
  let fetched = [];
  const server = await serve([folder, site.dist], (file) => fetched.push(file));
  const browser = await startBrowser();
  const all = [];
  for (const text of texts) {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(`${server.origin}/404.html`);
    fetched = [];
    await searchWithPagefind(tab, text, shownPages);
    all.push(fetched.filter((file) => file.startsWith(folder)));
    await context.close();
  }
  await browser.close();
  server.close();
  return row(`Pagefind: with ${shownPages} fragments, scripts and WebAssembly`, all, 0);
}

function wholeIndex(name, buffers) {
  const sum = (measure) => bytes(buffers.reduce((total, buffer) => total + measure(buffer), 0));
  return [name, sum((buffer) => buffer.length), sum(gzip), sum(brotli)];
}

for (const count of [3000, 30_000]) {
  const site = growSite(folders, count);
  build(site);
  const pages = readPages(site.dist);
  const sections = pages.reduce((sum, page) => sum + page.sections.length, 0);
  const texts = twoWords(pages, queryCount);
  const index = path.join(site.dist, "search");
  const files = filesBelow(index).filter((file) => file.endsWith(".json"));
  const isText = (file) => file.startsWith(path.join(index, "p/"));
  const read = (some) => some.map((file) => readFileSync(file));

  const transfers = await ours(site, texts);
  const whole = [
    wholeIndex("floom-docs, without the texts of excerpts", read(files.filter((file) => !isText(file)))),
    wholeIndex("floom-docs, the texts of excerpts", read(files.filter(isText))),
  ];
  // At 30,000 sections a site would not ship one file, and Pagefind's figures hardly differ.
  if (count === 3000) {
    const folder = await indexWithPagefind(site, pages);
    transfers.push(await pagefinds(site, folder, texts));
    const mini = Buffer.from(JSON.stringify(indexWithMiniSearch(pages, ["title", "heading"])));
    transfers.push(["MiniSearch: its index, without its script", bytes(brotli(mini)), bytes(brotli(mini)), 1, 1]);
    whole.push(wholeIndex("Pagefind, without scripts", read(filesBelow(path.join(folder, "pagefind")).filter((file) => /\.pf_|\.pagefind$|entry\.json$/.test(file)))));
    whole.push(wholeIndex("MiniSearch, with titles and headings stored", [mini]));
  }

  printHead(`Bytes over the wire, ${sections.toLocaleString("en")} sections`, [`brotli 11; ${pages.length} pages; ${texts.length} queries of two words, such as “${texts.slice(0, 4).join("”, “")}”`]);
  printTable(["to first results, cold", "bytes p50", "p95", "files of the index p50", "p95"], transfers);
  printTable(["whole index", "raw", "gzip -9", "brotli 11"], whole);
}
