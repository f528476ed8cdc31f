import { gzipSync } from "node:zlib";
import { expect, pages, runOperation, settled, test, watchShift, widths } from "./site.mjs";

test("the site has the pages that it should", () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(pages).toContain(runOperation);
});

for (const width of [320, ...widths]) {
  test(`no page scrolls sideways at ${width} px`, async ({ page }) => {
    // It opens every page of the site.
    test.slow();
    await page.setViewportSize({ width, height: 800 });
    for (const path of pages) {
      await page.goto(path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over, path).toBeLessThanOrEqual(0);
    }
  });
}

for (const width of widths) {
  test(`nothing shifts while a page loads and is read at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await watchShift(page);
    for (const path of [runOperation, "guide/", "guide/write-a-page/", "search/"]) {
      await page.goto(path, { waitUntil: "networkidle" });
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      for (let y = 0; y < height; y += 700) {
        await page.mouse.wheel(0, 700);
        await settled(page);
      }
      expect(await page.evaluate(() => window.shifts), path).toEqual([]);
    }
  });
}

for (const width of [1280, 1920]) {
  test(`each sample stands beside its own section and stays within it at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 });
    await page.goto(runOperation);
    const rows = page.locator(".row:has(> .samples)");
    expect(await rows.count()).toBe(4);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const tops = new Set();
    for (let y = 0; y < height - 700; y += 90) {
      await page.evaluate((to) => scrollTo({ top: to, behavior: "instant" }), y);
      const boxes = await rows.evaluateAll((all) =>
        all.map((row) => {
          const [outer, prose, samples] = [row, row.querySelector(".prose"), row.querySelector(".samples")].map((part) => part.getBoundingClientRect());
          return { outer, prose, samples };
        }),
      );
      for (const { outer, prose, samples } of boxes) {
        expect(samples.left).toBeGreaterThanOrEqual(prose.right);
        expect(samples.top).toBeGreaterThanOrEqual(outer.top - 1);
        expect(samples.bottom).toBeLessThanOrEqual(outer.bottom + 1);
      }
      tops.add(Math.round(boxes[0].samples.top - boxes[0].outer.top));
    }
    expect(tops.size, "the first sample moves within its row").toBeGreaterThanOrEqual(1);
  });

  test(`a sample is sticky while its long section is read at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 });
    await page.goto(runOperation);
    const row = page.locator(".row:has(> .samples)").first();
    await row.locator(".prose").evaluate((prose) => {
      for (let line = 0; line < 60; line += 1) prose.append(Object.assign(document.createElement("p"), { textContent: "More to read." }));
    });
    const top = await row.evaluate((element) => element.getBoundingClientRect().top + scrollY);
    await page.evaluate((to) => scrollTo({ top: to, behavior: "instant" }), top + 800);
    const box = await row.locator(".samples").boundingBox();
    expect(box.y).toBeGreaterThan(50);
    expect(box.y).toBeLessThan(150);
  });
}

for (const width of [375, 768, 1024, 1279]) {
  test(`samples stand inline after the text of their section at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(runOperation);
    const rows = await page.locator(".row:has(> .samples)").evaluateAll((all) =>
      all.map((row) => [row.querySelector(".prose").getBoundingClientRect().bottom, row.querySelector(".samples").getBoundingClientRect().top]),
    );
    expect(rows.length).toBe(4);
    for (const [proseEnd, samplesStart] of rows) expect(samplesStart).toBeGreaterThanOrEqual(proseEnd);
  });
}

test("a page without samples has its table of contents in the right column, and it follows the reader", async ({ page }) => {
  await page.goto("guide/configuration/");
  const toc = page.getByRole("navigation", { name: "On this page" });
  await expect(toc).toBeVisible();
  const article = await page.locator(".article").boundingBox();
  expect((await toc.boundingBox()).x).toBeGreaterThan(article.x + article.width - 1);
  await page.locator("#languages").evaluate((heading) => heading.scrollIntoView({ behavior: "instant" }));
  await expect(toc.locator("[aria-current]")).toHaveText("Languages");
});

test("a heading that is linked to is not hidden by the bar", async ({ page }) => {
  for (const width of [375, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${runOperation}#reconnection`);
    await settled(page);
    const covered = await page.locator("#reconnection").evaluate((heading) => {
      const { left, top } = heading.getBoundingClientRect();
      return !heading.contains(document.elementFromPoint(left + 4, top + 8));
    });
    expect(covered, `${width} px`).toBe(false);
  }
});

test("HTML, style and script of run-operation are under 60 KB compressed", async ({ page }) => {
  const bodies = [];
  page.on("response", (response) => {
    if (/\.(css|js)$|\/$/.test(new URL(response.url()).pathname)) bodies.push(response.body());
  });
  await page.goto(runOperation, { waitUntil: "networkidle" });
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  expect(sizes.length).toBeGreaterThan(5);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
});
