import { expect, runOperation, test, violations, widths } from "./site.mjs";

const field = (page) => page.getByRole("combobox");
const suggestions = (page) => page.locator("[data-suggest] a");
const urls = (page) => suggestions(page).evaluateAll((links) => links.map((link) => link.pathname));

/** A missing page is an error that the browser tells of: it is opened by itself. */
async function lost(context, path) {
  const page = await context.newPage();
  const response = await page.goto(path);
  expect(response.status()).toBe(404);
  return page;
}

for (const [name, asked, found, base = ""] of [
  ["a slip in its name", "protocol/run-operaton/", "/docs/protocol/run-operation/"],
  ["two slips", "protcol/job-quueue/", "/docs/protocol/job-queue/"],
  ["a page in no nav", "guide/problems/borken-link/", "/docs/guide/problems/broken-link/"],
  ["another folder", "reference/v2/run-operation/", "/docs/protocol/run-operation/"],
  ["a section that was a page", "protocol/streaming/", "/docs/protocol/run-operation/"],
  ["a section below its page", "protocol/run-operation/reconnection/", "/docs/protocol/run-operation/"],
  ["capitals and an ending", "Guide/Write-A-Page.HTML", "/docs/guide/write-a-page/"],
  ["an index file", "guide/search/index.htm", "/docs/guide/search/"],
  ["the index file of the site", "INDEX.html", "/docs/"],
  ["a slip at the root of a host", "guide/strat", "/guide/start/", "http://127.0.0.1:47812/"],
]) {
  test(`the page that was meant comes first: ${name}`, async ({ context }) => {
    const page = await lost(context, base + asked);
    await expect(page.getByRole("heading", { name: "Perhaps you meant" })).toBeVisible();
    const shown = await urls(page);
    expect(shown[0]).toBe(found);
    expect(shown.length).toBeLessThanOrEqual(5);
    expect(new Set(shown).size).toBe(shown.length);
    const title = await suggestions(page).first().textContent();
    await suggestions(page).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    expect(new URL(page.url()).pathname).toBe(found);
  });
}

for (const width of widths) {
  test(`suggestions move nothing, and axe-core finds nothing, at ${width} px`, async ({ context }) => {
    const page = await context.newPage();
    await page.setViewportSize({ width, height: 800 });
    const actions = page.locator(".actions");
    await page.route("**/sitemap.xml", async (route) => {
      await actions.evaluate((list) => (list.dataset.top = String(list.getBoundingClientRect().top)));
      await route.continue();
    });
    await page.goto("guide/problems/missing-imag/");
    await expect(suggestions(page).first()).toHaveText("missing-image");
    expect(await actions.evaluate((list) => Number(list.dataset.top) - list.getBoundingClientRect().top)).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
  });
}

test("suggestions are told to who cannot see them, and reached by the keyboard", async ({ context }) => {
  const page = await lost(context, "protocol/run-operaton");
  await expect(page.getByRole("status").filter({ hasText: "Perhaps you meant" })).toContainText("Run an operation");
  await page.getByRole("main").getByRole("link", { name: "Search the docs" }).focus();
  await page.keyboard.press("Tab");
  await expect(suggestions(page).first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/run-operation\/$/);
});

test("an address like no other has no suggestions", async ({ context }) => {
  const page = await lost(context, "xyzzy/qqqqqqq/");
  await page.waitForLoadState("networkidle");
  await expect(page.getByText("Perhaps you meant")).toBeHidden();
  await expect(suggestions(page)).toHaveCount(0);
});

test("search opens with the words of the address, and finds", async ({ context }) => {
  const page = await lost(context, "protocol/v2/run_operation/Streaming.html");
  await page.getByRole("main").getByRole("link", { name: "Search the docs" }).click();
  await expect(field(page)).toHaveValue("protocol v2 run operation Streaming");
  await expect(field(page)).toBeFocused();
  await expect(page.getByRole("option").first()).toBeVisible();
  expect(await page.evaluate(() => getSelection().toString())).toBe("protocol v2 run operation Streaming");
  await page.keyboard.type("jobs");
  await expect(field(page)).toHaveValue("jobs");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(field(page)).toHaveValue("jobs");
});

test("what is typed before the engine has come is kept", async ({ context }) => {
  const page = await context.newPage();
  let release;
  const released = new Promise((done) => (release = done));
  await page.route("**/search.bundle.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto("protocol/run-operaton/");
  await page.keyboard.press("/");
  await page.keyboard.type("reconn");
  release();
  await expect(page.getByRole("option", { selected: true })).toContainText("Reconnection");
  await expect(field(page)).toHaveValue("reconn");
});

test("all that a missing page names answers, at any depth", async ({ context }) => {
  const page = await lost(context, "a/b/c/d");
  const named = await page.evaluate(() => {
    const all = [...document.querySelectorAll("[href], [src]")];
    return all.map((element) => element.getAttribute("href") ?? element.getAttribute("src"));
  });
  expect(named.length).toBeGreaterThan(20);
  for (const address of new Set(named)) {
    if (address.startsWith("#")) continue;
    expect(address).toMatch(/^(\/docs\/|https:)/);
    if (address.startsWith("/")) expect((await page.request.get(address)).status(), address).toBe(200);
  }
  expect(await page.evaluate(() => document.styleSheets[0].cssRules.length)).toBeGreaterThan(0);
  await expect(page.locator("html.js")).toHaveCount(1);
});

for (const path of [
  "%3Cimg%20src=x%20onerror=hit()%3E/",
  "%22%3E%3Cscript%3Ehit()%3C/script%3E",
  "./javascript:hit()//",
  "<svg/onload=hit()>/run-operaton",
  "%E2%80%AEnoitarepo-nur/" + "a-".repeat(2000),
]) {
  test(`an address does nothing but be read: ${path.slice(0, 40)}`, async ({ context }) => {
    const page = await context.newPage();
    let hits = 0;
    await page.exposeFunction("hit", () => (hits += 1));
    await page.goto(path, { waitUntil: "networkidle" });
    await page.getByRole("main").getByRole("link", { name: "Search the docs" }).click();
    await expect(field(page)).toBeVisible();
    expect((await field(page).inputValue()).length).toBeLessThanOrEqual(100);
    expect(await page.locator("main :is(img, script, svg, iframe), dialog :is(img, script, svg, iframe)").count()).toBe(0);
    expect(await suggestions(page).evaluateAll((links) => links.filter(({ protocol }) => protocol !== "http:").length)).toBe(0);
    expect(hits).toBe(0);
  });
}

test("a sitemap in parts is read whole", async ({ context }) => {
  const page = await context.newPage();
  const xml = (root, urls) => ({
    contentType: "text/xml",
    body: `<${root[0]} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.map((url) => `<${root[1]}><loc>https://floom.dev/docs/${url}</loc></${root[1]}>`).join("")}</${root[0]}>`,
  });
  await page.route("**/sitemap.xml", (route) => route.fulfill(xml(["sitemapindex", "sitemap"], ["sitemap-1.xml", "sitemap-2.xml"])));
  await page.route("**/sitemap-1.xml", (route) => route.fulfill(xml(["urlset", "url"], ["protocol/", "guide/"])));
  await page.route("**/sitemap-2.xml", (route) => route.fulfill(xml(["urlset", "url"], ["zyxwvuts/"])));
  await page.route("**/docs/zyxwvuts/", (route) => route.fulfill({ contentType: "text/html", body: "<h1>Of the second part</h1>" }));
  await page.goto("zyxwvust/");
  await expect(suggestions(page)).toHaveText(["Of the second part"]);
});

for (const pattern of [/\/search\/.*\.json$/, "**/sitemap.xml", "**/search.bundle.js"]) {
  test(`the page stays what it was where ${pattern} fails`, async ({ context }) => {
    const page = await context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(error));
    await page.route(pattern, (route) => route.abort());
    await page.goto("protocol/run-operaton/", { waitUntil: "networkidle" });
    await expect(page.getByRole("link", { name: "Documentation home" })).toBeVisible();
    const shown = await urls(page);
    if (shown.length) expect(shown[0]).toBe("/docs/protocol/run-operation/");
    expect(shown.length > 0).toBe(pattern !== "**/search.bundle.js");
    expect(errors).toEqual([]);
  });
}

test("without JavaScript it is the page that it was", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: "http://127.0.0.1:47811/docs/" });
  const page = await context.newPage();
  await page.goto("protocol/run-operaton/");
  await expect(page.getByText("Perhaps you meant")).toBeHidden();
  await page.getByRole("main").getByRole("link", { name: "Search the docs" }).click();
  await expect(page).toHaveURL(/\/docs\/search\/$/);
  await context.close();
});

test("a page that is there asks for nothing of this", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(runOperation, { waitUntil: "networkidle" });
  expect(asked.filter((path) => /bundle|sitemap|\/search\//.test(path))).toEqual([]);
});
