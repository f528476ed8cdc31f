// An engine that answers when a test says so, behind the interface of theme/js/search/engine.js.

const module = `
export { Search } from "./search.bundle.js?built";
const calls = (window.calls = { queries: [], search: {}, excerpt: {} });
const held = (kind, key) => new Promise((resolve, reject) => (calls[kind][key] = { resolve, reject }));
export const createEngine = () => ({
  start: async () => {},
  search: (query) => { calls.queries.push(query); return held("search", query); },
  excerpt: (hit) => held("excerpt", hit.url),
  mark: (text) => [text],
});`;

/** @param {import("@playwright/test").Page} page */
export async function scriptEngine(page) {
  await page.route("**/js/search.bundle.js", (route) => route.fulfill({ contentType: "text/javascript", body: module }));
  const settle = async (kind, key, how, value) => {
    await page.waitForFunction(([kind, key]) => window.calls?.[kind][key], [kind, key]);
    await page.evaluate(([kind, key, how, value]) => window.calls[kind][key][how](value), [kind, key, how, value]);
  };
  return {
    /** Sections of one page, as url and heading. */
    answer: (query, hits) =>
      settle("search", query, "resolve", {
        query,
        total: hits.length,
        pages: hits.length ? [{ title: "A page", url: "", crumbs: "Docs", hits: hits.map(([url, heading], doc) => ({ doc, heading, level: 2, url, score: 1 })) }] : [],
      }),
    excerpt: (url, text, tabs = []) => settle("excerpt", url, "resolve", { parts: [text], tabs }),
    failExcerpt: (url) => settle("excerpt", url, "reject"),
    isAskedForExcerpt: (url) => page.waitForFunction((url) => window.calls.excerpt[url], url),
    queries: () => page.evaluate(() => window.calls?.queries),
  };
}
