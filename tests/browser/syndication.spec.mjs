// What programs read of a site, read by programs: sitemaps by their schema, the feed by a feed reader, JSON-LD as JSON.
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { parseFeed } from "@rowanmanning/feed-parser";
import { ErrorLevel, parseSitemap, parseSitemapIndex } from "sitemap";
import { validateXML } from "xmllint-wasm";

const site = "target/test-site/docs";
const base = "https://floom.dev/docs/";
const parts = "tests/syndication/parts";
const urlset = readFileSync("node_modules/sitemap/schema/sitemap.xsd", "utf8");

const files = readdirSync(site, { recursive: true, encoding: "utf8" });
/** The pages that are in no list of pages. */
const isApart = (path) => /^(404|search\/index|.*print)\.html$/.test(path);
const pages = files.filter((path) => path.endsWith(".html") && !isApart(path));
const text = (path) => readFileSync(join(site, path), "utf8");
const isHidden = (html) => /<meta name="robots" content="noindex">|http-equiv="refresh"/.test(html);

/** What libxml2 says against a file. @param {string} path @param {string[]} schema */
async function problems(path, schema) {
  const xml = [{ fileName: path, contents: readFileSync(path, "utf8") }];
  const { valid, errors } = await validateXML({ xml, ...(schema.length ? { schema } : {}) });
  return valid ? [] : errors.map(({ rawMessage }) => rawMessage);
}

test("the sitemap and the parts of a long one are valid by the schema of sitemaps.org", async () => {
  for (const path of [`${site}/sitemap.xml`, ...[1, 2, 3].map((number) => `${parts}/sitemap-${number}.xml`)]) {
    expect(await problems(path, [urlset]), path).toEqual([]);
  }
  expect(await problems(`${parts}/sitemap.xml`, [urlset]), "the schema has no index").not.toEqual([]);
});

test("the sitemap has every page that search engines may list, and no other", async () => {
  const found = await parseSitemap(createReadStream(`${site}/sitemap.xml`), ErrorLevel.THROW);
  const expected = pages.filter((path) => !isHidden(text(path))).map((path) => base + path.replace(/index\.html$/, ""));
  expect(found.map(({ url }) => url).sort()).toEqual(expected.sort());
  expect(found.filter(({ lastmod }) => lastmod).length).toBeGreaterThan(0);
});

test("the index of a long sitemap leads to its parts, and all of them have all pages", async () => {
  expect(await problems(`${parts}/sitemap.xml`, [])).toEqual([]);
  const index = await parseSitemapIndex(createReadStream(`${parts}/sitemap.xml`));
  const names = index.map(({ url }) => url.replace("https://example.org/docs/", ""));
  const listed = await Promise.all(names.map((name) => parseSitemap(createReadStream(join(parts, name)), ErrorLevel.THROW)));
  expect(listed.flat().map(({ url }) => url)).toEqual([1, 2, 3, 4, 5].map((number) => `https://example.org/docs/${number}/`));
});

test("the feed is well-formed, and a feed reader finds all that Atom asks for", async () => {
  expect(await problems(`${site}/feed.xml`, [])).toEqual([]);
  const { meta, language, title, url, self, updated, authors, items } = parseFeed(text("feed.xml"));
  expect([meta.type, meta.version, language, title, url, self]).toEqual(["atom", "1.0", null, "floom · docs", base, `${base}feed.xml`]);
  expect(authors.length).toBe(1);
  expect(items.length).toBeGreaterThan(1);
  expect(items.length).toBeLessThanOrEqual(50);
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  expect(items[0].updated).toEqual(updated);
  for (const [at, item] of items.entries()) {
    const before = items[at - 1]?.updated ?? item.updated;
    expect(item.id, item.title).toBe(item.url);
    expect(pages, item.id).toContain(`${item.url.slice(base.length)}index.html`);
    expect(item.title).toBeTruthy();
    expect(before?.getTime(), item.id).toBeGreaterThanOrEqual(item.updated?.getTime() ?? Infinity);
    const isNew = item.published?.getTime() === item.updated?.getTime();
    if (item.published) {
      expect(item.published.getTime(), item.id).toBeLessThanOrEqual(item.updated?.getTime() ?? 0);
      expect(item.categories.map(({ term }) => term), item.id).toEqual([isNew ? "new" : "changed"]);
    }
    expect(/^New page\./.test(item.description ?? ""), item.id).toBe(isNew);
  }
});

test("each page's JSON-LD is a BreadcrumbList that leads from the first page to the page itself", async () => {
  let count = 0;
  for (const path of files.filter((path) => path.endsWith(".html"))) {
    const html = text(path);
    const written = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
    expect(written.length, path).toBeLessThanOrEqual(1);
    for (const [, json] of written) {
      const { "@context": context, "@type": type, itemListElement: steps, ...rest } = JSON.parse(json);
      expect([context, type, rest], path).toEqual(["https://schema.org", "BreadcrumbList", {}]);
      expect(steps.length, path).toBeGreaterThan(1);
      steps.forEach((step, at) => {
        expect(Object.keys(step).sort(), path).toEqual(["@type", "item", "name", "position"]);
        expect([step["@type"], step.position], path).toEqual(["ListItem", at + 1]);
        expect(step.name.trim(), path).not.toBe("");
        const { pathname } = new URL(step.item);
        expect(files, `${path}: ${step.item}`).toContain(`${pathname.slice("/docs/".length)}index.html`);
      });
      expect(steps[0].item, path).toBe(base);
      expect(steps.at(-1).item, path).toBe(base + path.replace(/index\.html$/, ""));
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(100);
});
