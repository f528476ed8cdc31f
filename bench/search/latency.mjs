// How long a query takes in Chromium, and how long the main thread is held while a reader types.
//   node bench/search/latency.mjs FOLDER...
import { startBrowser } from "./lib/browser.mjs";
import { growSite } from "./lib/large.mjs";
import { readPages } from "./lib/pages.mjs";
import { twoWords, typingQueries } from "./lib/queries.mjs";
import { printHead, printTable } from "./lib/report.mjs";
import { serve } from "./lib/serve.mjs";
import { build } from "./lib/site.mjs";
import { percentile } from "../lib/report.mjs";

const queryCount = 300;
const typedQueries = 12;
/** Between two keys, as a quick typist has it. */
const keyMilliseconds = 90;

/** Where the theme of a built site is published. */
const themeOf = (page) => page.html.match(/src="(\/[^"]*\/js\/)main\.js"/)[1];

/** Times each query on the engine alone, after all of them have run once and their shards are read. */
async function queryTimes(tab, theme, texts) {
  return tab.evaluate(
    async ([module, queries]) => {
      const { createEngine } = await import(module);
      const engine = createEngine(async (name) => (await fetch(`/search/${name}`)).text());
      await engine.start();
      for (const query of queries) await engine.search(query);
      const times = [];
      for (const query of queries) {
        const begin = performance.now();
        await engine.search(query);
        times.push(performance.now() - begin);
      }
      return times;
    },
    [`${theme}search.bundle.js`, texts],
  );
}

/** Types into the dialog of a page that has nothing cached, and says how long the main thread answered nobody. */
async function blocks(tab, texts) {
  await tab.evaluate(() => {
    const seen = { tasks: [], gap: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    // Every turn of the event loop; a task between two turns is the gap.
    const { port1, port2 } = new MessageChannel();
    let last = performance.now();
    port1.onmessage = () => {
      const now = performance.now();
      seen.gap = Math.max(seen.gap, now - last);
      last = now;
      setTimeout(() => port2.postMessage(0), 0);
    };
    port2.postMessage(0);
  });
  await tab.keyboard.press("Control+k");
  const field = tab.locator("dialog[open] [role=combobox]");
  await field.waitFor();
  for (const text of texts) {
    await field.fill("");
    await field.pressSequentially(text, { delay: keyMilliseconds });
    await tab.locator("dialog[open] [role=option]").first().waitFor();
  }
  return tab.evaluate(() => globalThis.seen);
}

const timeRows = [];
const blockRows = [];
for (const count of [3000, 30_000]) {
  const site = growSite(process.argv.slice(2), count);
  build(site);
  const pages = readPages(site.dist);
  const server = await serve([site.dist]);
  const browser = await startBrowser();
  const tab = await browser.newPage();
  await tab.goto(`${server.origin}/${pages[0].url}`);
  const kinds = Object.entries(typingQueries(pages, queryCount));
  const all = [];
  for (const [kind, texts] of [...kinds, ["all", undefined]]) {
    const times = texts ? await queryTimes(tab, themeOf(pages[0]), texts) : all;
    if (texts) all.push(...times);
    timeRows.push([count.toLocaleString("en"), kind, times.length, ...[0.5, 0.95, 1].map((share) => percentile(times, share).toFixed(2))]);
  }
  for (const slower of [1, 4]) {
    const context = await browser.newContext();
    const typing = await context.newPage();
    await typing.goto(`${server.origin}/${pages[0].url}`);
    const session = await context.newCDPSession(typing);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    const { tasks, gap } = await blocks(typing, twoWords(pages, typedQueries));
    blockRows.push([count.toLocaleString("en"), slower === 1 ? "as it is" : `${slower} times slower`, tasks.length, Math.max(0, ...tasks).toFixed(0), gap.toFixed(1)]);
    await context.close();
  }
  await browser.close();
  server.close();
}

printHead("Latency in Chromium", [`engine on the main thread, shards cached; dialog typed into with ${keyMilliseconds} ms between keys, from an empty cache, ${typedQueries} queries`]);
printTable(["sections", "queries", "number", "p50, ms", "p95, ms", "longest, ms"], timeRows);
printTable(["sections", "processor", "tasks over 50 ms", "longest task, ms", "longest gap between turns, ms"], blockRows);
