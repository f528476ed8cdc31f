import { inflateSync } from "node:zlib";
import { expect, pages, runOperation, test, violations } from "./site.mjs";

/** Sections as one document. */
const documents = ["protocol/print.html", "guide/print.html"];

const a4 = { width: 642, height: 971 };
const after = (link) => link.evaluate((element) => getComputedStyle(element, "::after").content);
/** How many pieces of text each sheet of a PDF has. @param {Buffer} pdf */
const sheets = (pdf) => {
  const objects = new Map([...pdf.toString("latin1").matchAll(/(?:^|\n)(\d+) 0 obj\n?([\s\S]*?)endobj/g)].map(([, id, object]) => [id, object]));
  const contents = [...objects.values()].filter((object) => /\/Type\s*\/Page\b/.test(object)).map((page) => /\/Contents\s+(\d+) 0 R/.exec(page)?.[1]);
  return contents.map((id) => {
    const stream = /stream\r?\n([\s\S]*)endstream/.exec(objects.get(id) ?? "")?.[1] ?? "";
    return inflateSync(Buffer.from(stream, "latin1")).toString("latin1").match(/\bBT\b/g)?.length ?? 0;
  });
};
const toPdf = (page) => page.pdf({ format: "A4", preferCSSPageSize: true });
const toPaper = async (page) => {
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
};

test("no page is wider than the paper, or holds anything that only a screen can use", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize(a4);
  for (const path of [...pages, ...documents]) {
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
    const count = sheets(await toPdf(page)).length;
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThanOrEqual(most);
    expect(await page.evaluate(() => document.querySelectorAll("main a[data-address]").length)).toBeGreaterThan(0);
  });
}

test("the foot of a page does not stand alone on its last sheet", async ({ page }) => {
  await page.goto("guide/start/");
  const lasts = [];
  for (let lines = 15; lines < 30; lines++) {
    await page.evaluate((count) => {
      const [first, ...rest] = document.querySelectorAll("main .row");
      rest.forEach((row) => row.remove());
      first.querySelector(".prose").replaceChildren(...Array.from({ length: count }, () => Object.assign(document.createElement("p"), { textContent: "Text" })));
    }, lines);
    const found = sheets(await toPdf(page));
    if (found.length > 1) lasts.push(found.at(-1));
  }
  const foot = await page.locator(".colophon > *:not(.edit-link)").count() + 1;
  expect(lasts.length).toBeGreaterThan(3);
  expect(Math.min(...lasts), String(lasts)).toBeGreaterThan(foot);
});

test("each page of a section's document begins a sheet, and its links lead within the PDF or to whole addresses", async ({ page }) => {
  await page.goto(documents[0]);
  await page.evaluate(() => {
    for (const part of document.querySelectorAll(".printed .row > .prose > :not(p)")) if (!part.querySelector("a")) part.remove();
    for (const part of document.querySelectorAll(".printed .samples")) part.remove();
  });
  const pdf = await toPdf(page);
  expect(sheets(pdf).length).toBe(await page.locator(".printed > article").count());
  const text = pdf.toString("latin1");
  expect(text).toMatch(/\/Dest \/protocol#2Fjob-queue#2F/);
  for (const [, url] of text.matchAll(/\/URI \((.*?)\)/g)) expect(url).toMatch(/^https:/);
});

test("a section's document is read as well as any page, with all tabs open and nothing wider than the window", async ({ page }) => {
  test.setTimeout(120_000);
  for (const width of [375, 1280]) for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    for (const path of documents) {
      await page.goto(path);
      expect(await violations(page), `${path} ${width} ${colorScheme}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
    }
  }
  const panels = page.locator(".tab-panel");
  expect(await panels.count()).toBeGreaterThan(5);
  await expect(page.locator(".tab-panel > .tab-label:visible")).toHaveCount(await panels.count());
  await expect(page.locator("[role=tab], details:not([open], .shell > nav *)")).toHaveCount(0);
});

test("contents and links of a section's document lead to its pages, and its button prints", async ({ page }) => {
  await page.goto("protocol/");
  await page.getByRole("link", { name: "Print this section" }).click();
  await page.locator(".contents").getByRole("link", { name: "Job queue" }).click();
  await expect(page.locator("[id='protocol/job-queue/']")).toBeInViewport();
  await page.locator("[id='protocol/job-queue/']").getByRole("link", { name: "Streaming" }).click();
  await expect(page.locator("[id='protocol/run-operation/:streaming']")).toBeInViewport();
  await page.evaluate(() => (window.print = () => (document.title = "printed")));
  await page.getByRole("button", { name: "Print" }).click();
  await expect(page).toHaveTitle("printed");
});
