import { expect, pages, runOperation, test } from "./site.mjs";

const a4 = { width: 642, height: 971 };
const after = (link) => link.evaluate((element) => getComputedStyle(element, "::after").content);
const toPaper = async (page) => {
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
};

test("no page is wider than the paper, or holds anything that only a screen can use", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize(a4);
  for (const path of pages) {
    await page.goto(path);
    await toPaper(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
    for (const chrome of ["button", ".top-bar", ".nav", ".toc", ".pager", ".tab-list", ".page-actions", ".edit-link", ".feedback-link", ".anchor", ".search", "[role=tab]"]) {
      await expect(page.locator(`${chrome}:visible`), `${path} ${chrome}`).toHaveCount(0);
    }
    const cut = await page.evaluate(() => {
      const width = document.querySelector("main").getBoundingClientRect().right + 1;
      const parts = [...document.querySelectorAll("main :is(pre, td, th, p, li, figure, img)")];
      return parts.filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > width).map((part) => part.outerHTML.slice(0, 80));
    });
    expect(cut, path).toEqual([]);
  }
});

test("what is folded or behind a tab is on paper, under its label", async ({ page }) => {
  await page.goto("guide/containers/");
  const details = page.locator("details.disclosure").first();
  await expect(details).not.toHaveAttribute("open");
  await expect(details.locator("p").first()).toBeHidden();
  await page.emulateMedia({ media: "print" });
  expect(await details.locator("p").first().evaluate((text) => text.getBoundingClientRect().height)).toBeGreaterThan(0);
  for (const group of await page.locator("[data-tabs]").all()) {
    await expect(group.locator(":scope > .tab-panel:visible")).toHaveCount(await group.locator(":scope > .tab-panel").count());
    await expect(group.locator(":scope > .tab-panel > .tab-label:visible")).toHaveCount(await group.locator(":scope > .tab-panel").count());
  }
});

test("a browser that shows nothing of what is folded opens it, and folds it again", async ({ page }) => {
  await page.addInitScript(() => (CSS.supports = () => false));
  await page.goto("guide/containers/");
  const folded = page.locator("main details:not([open])");
  const count = await folded.count();
  expect(count).toBeGreaterThan(0);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(folded).toHaveCount(0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(folded).toHaveCount(count);
});

test("paper is white and ink is dark, whatever the reader chose", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(runOperation);
  await page.evaluate(() => (document.documentElement.dataset.scheme = "dark"));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const colours = await page.evaluate(() => ["h1", ".prose p", "pre", ".callout"].map((part) => getComputedStyle(document.querySelector(part)).color));
  for (const colour of colours) for (const part of colour.match(/\d+/g).slice(0, 3)) expect(Number(part), colour).toBeLessThan(130);
  expect(await page.evaluate(() => getComputedStyle(document.querySelector(".code")).backgroundColor)).toBe("rgb(255, 255, 255)");
});

test("links say where they lead, but for those within the page", async ({ page }) => {
  await page.goto("guide/write-a-page/");
  await toPaper(page);
  const link = (href) => page.locator(`.prose a:not([class])[href="${href}"]`).first();
  expect(await after(link("/docs/guide/front-matter/"))).toBe('" (https://floom.dev/docs/guide/front-matter/)"');
  expect(await after(link("https://commonmark.org"))).toBe('" (https://commonmark.org/)"');
  expect(await after(link("https://floom.dev")), "it is its own text").toBe("none");
  expect(await after(page.locator(".prose a[href^='#']").first())).toBe("none");
  expect(await after(page.locator(".breadcrumbs a").first())).toBe("none");
  await page.goto("");
  await toPaper(page);
  for (const card of await page.locator(".cards a").all()) expect(await after(card)).not.toContain("http");
  // What the screen shows stays as it was.
  await page.emulateMedia({ media: "screen" });
  expect(await after(page.locator(".prose a[data-address]").first())).toBe("none");
});

test("a page ends with its address and its date, which no screen shows twice", async ({ page }) => {
  await page.goto(runOperation);
  await expect(page.locator(".page-address")).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".page-address")).toHaveText("https://floom.dev/docs/protocol/run-operation/");
  await expect(page.locator(".page-address")).toBeVisible();
  await expect(page.locator("time")).toBeVisible();
});

for (const [path, most] of [[runOperation, 5], ["guide/containers/", 6]]) {
  test(`${path} fits on ${most} sheets`, async ({ page }) => {
    await page.goto(path);
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    expect(sheets).toBeGreaterThan(1);
    expect(sheets).toBeLessThanOrEqual(most);
    expect(await page.evaluate(() => document.querySelectorAll("main a[data-address]").length)).toBeGreaterThan(0);
  });
}
