import { readFileSync } from "node:fs";
import { expect, pages, runOperation, test, violations, widths } from "./site.mjs";

const copy = (page) => page.getByRole("button", { name: "Copy page as Markdown" });
const view = (page) => page.getByRole("link", { name: "View as Markdown" });
const told = (page, text) => expect(page.getByRole("status").filter({ hasText: text })).toHaveCount(1);
const twin = (path) => readFileSync(`target/test-site/docs/${path}`, "utf8");
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

for (const width of widths) {
  test(`a page is copied as the bytes of its Markdown twin at ${width} px`, async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.setViewportSize({ width, height: 800 });
    for (const [path, file] of [[runOperation, "protocol/run-operation.md"], ["", "index.md"], ["guide/code-marks/", "guide/code-marks.md"]]) {
      await page.goto(path);
      await copy(page).click();
      await told(page, "Copied");
      expect(await clipboard(page)).toBe(twin(file));
      await expect(page.locator("[data-copy-page]")).toHaveText("Copied");
    }
  });
}

test("the keyboard copies, and the button says what it does again after a while", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.clock.install();
  await page.goto(runOperation);
  await copy(page).focus();
  await page.keyboard.press("Enter");
  await told(page, "Copied");
  await expect(copy(page)).toHaveCount(0);
  await page.clock.runFor(2100);
  await expect(copy(page)).toHaveText("Copy page");
  await expect(copy(page)).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(view(page)).toBeFocused();
  expect(await clipboard(page)).toBe(twin("protocol/run-operation.md"));
});

for (const [name, answer] of [
  ["a cut network", (route) => route.abort()],
  ["an answer that is no page", (route) => route.fulfill({ status: 404, body: "no" })],
]) {
  test(`${name} is told, and nothing is copied`, async ({ context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    await page.goto(runOperation);
    await page.evaluate(() => navigator.clipboard.writeText("before"));
    await page.route("**/run-operation.md", answer);
    await copy(page).click();
    await told(page, "Could not copy");
    await expect(page.locator("[data-copy-page]")).toHaveText("Could not copy");
    expect(await clipboard(page)).toBe("before");
    expect(await violations(page)).toEqual([]);
  });
}

test("a browser that refuses is told", async ({ page }) => {
  await page.goto(runOperation);
  await page.evaluate(() => (navigator.clipboard.write = () => Promise.reject(new Error("no"))));
  await copy(page).click();
  await told(page, "Could not copy");
});

test("the clipboard is asked before the page has come, as Safari wants it", async ({ page }) => {
  await page.goto(runOperation);
  let release;
  await page.route("**/run-operation.md", async (route) => {
    await new Promise((done) => (release = done));
    await route.continue();
  });
  await page.evaluate(() => {
    navigator.clipboard.write = async ([item]) => {
      window.asked = true;
      window.written = await (await item.getType("text/plain")).text();
    };
  });
  await copy(page).click();
  await page.waitForFunction(() => window.asked);
  await expect.poll(() => Boolean(release)).toBe(true);
  release();
  await told(page, "Copied");
  expect(await page.evaluate(() => window.written)).toBe(twin("protocol/run-operation.md"));
});

test("without JavaScript there is the link, which every page has, and no button", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: "http://127.0.0.1:47811/docs/" });
  const page = await context.newPage();
  for (const path of pages.filter((path) => path !== "search/")) {
    await page.goto(path);
    const href = await view(page).getAttribute("href");
    expect(href, path).toBe(await page.locator("link[rel=alternate][type='text/markdown']").getAttribute("href"));
    await expect(page.getByRole("button", { name: /copy page/i })).toHaveCount(0);
  }
  await page.goto(runOperation);
  await view(page).click();
  await expect(page).toHaveURL(/run-operation\.md$/);
  expect(await page.locator("body").innerText()).toContain("# Run an operation");
  await context.close();
});

test("what has no twin offers none", async ({ page }) => {
  for (const path of ["search/", "404.html"]) {
    await page.goto(path);
    await expect(page.locator(".page-actions")).toHaveCount(0);
  }
});
