import { readdirSync } from "node:fs";
import { expect, test } from "./site.mjs";

const base = "http://127.0.0.1:47814/";
const pages = readdirSync("target/test-site/hostile", { recursive: true })
  .map(String)
  .filter((path) => path.endsWith(".html"))
  .map((path) => path.split(/[\\/]/).map(encodeURIComponent).join("/"));

test("no page of a hostile site runs what its author wrote, whatever is opened", async ({ page }) => {
  expect(pages.length).toBeGreaterThanOrEqual(5);
  let hits = 0;
  await page.exposeFunction("hit", () => (hits += 1));
  page.on("dialog", (dialog) => {
    hits += 1;
    return dialog.dismiss();
  });
  for (const path of pages) {
    await page.goto(base + path, { waitUntil: "networkidle" });
    await page.locator("summary").evaluateAll((all) => all.forEach((summary) => summary.click()));
    await page.locator("[role=tab]").evaluateAll((all) => all.forEach((tab) => tab.click()));
    await page.locator("main *").evaluateAll((all) => {
      for (const element of all) {
        for (const name of ["click", "mouseover", "focus", "error", "load", "toggle"]) {
          if (name !== "click" || !element.closest("a")) element.dispatchEvent(new Event(name));
        }
      }
    });
  }
  expect(hits).toBe(0);
});

test("search shows a hostile site's words as words", async ({ page }) => {
  let hits = 0;
  await page.exposeFunction("hit", () => (hits += 1));
  await page.goto(base, { waitUntil: "networkidle" });
  await page.keyboard.press("/");
  await page.keyboard.type("script");
  await expect(page.getByRole("option").first()).toBeVisible();
  expect(await page.locator("#shell\\:search :is(script, img, iframe)").count()).toBe(0);
  expect(hits).toBe(0);
});
