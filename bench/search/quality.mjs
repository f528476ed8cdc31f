// How far up each engine ranks the page that a query is made for.
//   node bench/search/quality.mjs FOLDER [--queries FILE] [--worst]
import { parseArgs } from "node:util";
import { startBrowser } from "./lib/browser.mjs";
import { indexWithMiniSearch, rankWithMiniSearch, settings } from "./lib/minisearch.mjs";
import { openOurs } from "./lib/ours.mjs";
import { indexWithPagefind, searchWithPagefind } from "./lib/pagefind.mjs";
import { readPages } from "./lib/pages.mjs";
import { makeQueries, readQueries } from "./lib/queries.mjs";
import { printHead, printTable } from "./lib/report.mjs";
import { serve } from "./lib/serve.mjs";
import { siteOf } from "./lib/site.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { queries: { type: "string" }, worst: { type: "boolean" } } });
const site = siteOf(positionals[0]);
const pages = readPages(site.dist);
const queries = values.queries ? readQueries(values.queries) : makeQueries(pages);
const columns = [...new Set(queries.map((query) => query.kind))].map((kind) => ({ name: kind, has: (query) => query.kind === kind }));
// What a link says in its own words is the harder half of the anchors, and counted there already.
const sayings = new Set(pages.flatMap((page) => page.sections.map((section) => `${page.url} ${section.heading.toLowerCase()}`)));
const isReworded = ({ kind, text, page }) => kind === "anchors" && !sayings.has(`${page} ${text.toLowerCase()}`);
if (queries.some(isReworded)) columns.push({ name: "anchors that are no title or heading", has: isReworded });
columns.push({ name: "all", has: () => true });

const server = await serve([site.dist, await indexWithPagefind(site, pages)]);
const browser = await startBrowser();
const tab = await browser.newPage();
await tab.goto(server.origin);

const index = indexWithMiniSearch(pages);
const engines = [
  ["floom-docs", (await openOurs(site.dist)).rank],
  ...settings.map(({ name, options }) => [`MiniSearch, ${name}`, rankWithMiniSearch(index, options)]),
  // Every result is a request of its own in Pagefind: as many as can count.
  ["Pagefind", (text, without) => searchWithPagefind(tab, text, 10 + without.length)],
];

/** Place of the right page, from 1; Infinity where it is not among the first ten. */
async function place(rank, { text, page, without }) {
  const ranking = (await rank(text, without)).filter((url) => !without.includes(url)).slice(0, 10);
  return { ranking, place: ranking.indexOf(page) + 1 || Infinity };
}

const results = [];
for (const [name, rank] of engines) {
  const answers = [];
  for (const query of queries) answers.push({ query, ...(await place(rank, query)) });
  results.push({ name, answers });
}
await browser.close();
server.close();

const mean = (numbers) => (numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toFixed(3);
const reciprocal = (answers) => mean(answers.map((answer) => 1 / answer.place));
const recall = (answers) => mean(answers.map((answer) => Number(answer.place <= 5)));
const sections = pages.reduce((sum, page) => sum + page.sections.length, 0);

printHead("Quality: MRR@10 / R@5", [`${pages.length} pages, ${sections} sections, ${queries.length} queries`]);
printTable(
  ["engine", ...columns.map(({ name, has }) => `${name} (${queries.filter(has).length})`)],
  results.map(({ name, answers }) => [
    name,
    ...columns.map(({ has }) => answers.filter(({ query }) => has(query))).map((some) => `${reciprocal(some)} / ${recall(some)}`),
  ]),
);

if (values.worst) for (const { name, has } of columns.slice(0, -1)) printWorst(name, has);

/** The queries where ours has the right page lowest, against the best of MiniSearch's, with what stands above it. */
function printWorst(kind, has) {
  const [ours, ...others] = results;
  const peers = others.filter(({ name }) => name.startsWith("MiniSearch"));
  const some = (result) => result.answers.filter(({ query }) => has(query));
  const best = peers.reduce((a, b) => (reciprocal(some(b)) > reciprocal(some(a)) ? b : a));
  const shown = (place) => (place === Infinity ? "–" : place);
  const rows = ours.answers
    .map((answer, at) => ({ ...answer, peer: best.answers[at].place }))
    .filter(({ query, place }) => has(query) && place > 1)
    .sort((a, b) => 1 / a.place - 1 / a.peer - (1 / b.place - 1 / b.peer));
  printTable(
    [kind, "wanted", "ours", best.name, "ranked above it"],
    rows.slice(0, 20).map(({ query, ranking, place, peer }) => [query.text, query.page, shown(place), shown(peer), ranking.slice(0, Math.min(place - 1, 3)).join(", ")]),
  );
}
