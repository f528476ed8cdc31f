import { constructs, expect, settled, test, violations, watchShift, widths } from "./site.mjs";

const groupOf = (page, number) => page.locator(`[data-tabs]:has(> .tab-list > [id="tab:${number}:0"])`);
const tabOf = (page, number, key) => groupOf(page, number).locator(`> .tab-list > [data-tab="${key}"]`);

/** What each group shows, which must be what its tabs say to the eye and to assistive technology, by the group's number. */
const shown = (page, ...numbers) =>
  page.evaluate(
    (numbers) =>
      numbers.map((number) => {
        const group = document.getElementById(`tab:${number}:0`).closest("[data-tabs]");
        const panels = [...group.querySelectorAll(":scope > .tab-panel")].filter((panel) => getComputedStyle(panel).display !== "none");
        const heard = [...group.querySelectorAll(":scope > .tab-list > [aria-selected='true'][tabindex='0']")];
        const inked = [...group.querySelectorAll(":scope > .tab-list > *")].filter((tab) => getComputedStyle(tab).getPropertyValue("--tab-line"));
        const [shown, ...said] = [panels, heard, inked].map((all) => all.map((element) => element.dataset.tab).join("+"));
        return said.every((name) => name === shown) ? shown : `shown ${shown}, heard and inked ${said}`;
      }),
    numbers,
  );

/** Whether a heading stands in sight below the bars, near the top. */
async function expectAtTop(page, id) {
  await expect
    .poll(() =>
      page.locator(`#${id}`).evaluate((heading) => {
        const { left, top } = heading.getBoundingClientRect();
        return top < 250 && heading.contains(document.elementFromPoint(left + 4, top + 8));
      }),
    )
    .toBe(true);
}

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: "reduce" }));

for (const width of widths) {
  test(`a click on a tab over prose switches every group that has it at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(constructs);
    expect(await shown(page, 1, 2, 3)).toEqual(["macos", "macos", "cloud"]);
    const windows = tabOf(page, 2, "windows");
    await windows.scrollIntoViewIfNeeded();
    const before = (await windows.boundingBox()).y;
    await windows.click();
    await settled(page);
    expect(await shown(page, 1, 2, 3)).toEqual(["windows", "windows", "cloud"]);
    expect(Math.abs((await windows.boundingBox()).y - before)).toBeLessThan(1);
    await page.goto("about:blank");
    await page.goto(constructs);
    expect(await shown(page, 1, 2, 3)).toEqual(["windows", "windows", "cloud"]);
  });
}

test("arrows, Home and End move among the tabs of their own group", async ({ page }) => {
  await page.goto(constructs);
  await tabOf(page, 3, "cloud").focus();
  await page.keyboard.press("ArrowRight");
  await expect(tabOf(page, 3, "server")).toBeFocused();
  expect(await shown(page, 3, 4)).toEqual(["server", "linux"]);
  await page.keyboard.press("ArrowRight");
  await expect(tabOf(page, 3, "cloud")).toBeFocused();
  await page.keyboard.press("End");
  await tabOf(page, 4, "linux").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(tabOf(page, 4, "bsd")).toBeFocused();
  expect(await shown(page, 3, 4)).toEqual(["server", "bsd"]);
  await page.keyboard.press("Home");
  await expect(tabOf(page, 4, "linux")).toBeFocused();
});

test("groups within groups switch alone, and together where they have the same tab", async ({ page }) => {
  await page.goto(constructs);
  await tabOf(page, 6, "pnpm").click();
  expect(await shown(page, 3, 5, 6, 7)).toEqual(["cloud", "pnpm", "pnpm", "pnpm"]);
  await tabOf(page, 5, "npm").click();
  expect(await shown(page, 3, 5, 6, 7)).toEqual(["cloud", "npm", "npm", "npm"]);
  await tabOf(page, 3, "server").click();
  await tabOf(page, 4, "bsd").click();
  expect(await shown(page, 1, 3, 4)).toEqual(["macos", "server", "bsd"]);
  await tabOf(page, 1, "linux").click();
  expect(await shown(page, 1, 2, 3, 4)).toEqual(["linux", "linux", "server", "linux"]);
});

for (const width of [375, 1280]) {
  test(`an address that leads into hidden tabs opens them and scrolls there at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(constructs);
    await tabOf(page, 3, "cloud").click();
    await page.goto("about:blank");
    await watchShift(page);
    await page.goto(`${constructs}#ports-and-packages`, { waitUntil: "networkidle" });
    await expectAtTop(page, "ports-and-packages");
    expect(await shown(page, 1, 3, 4)).toEqual(["macos", "server", "bsd"]);
    expect(await page.evaluate(() => window.shifts)).toEqual([]);
  });
}

test("the tab that the address leads into is there before any module has run", async ({ page }) => {
  await page.route("**/main.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.goto(`${constructs}#ports-and-packages`);
  await expectAtTop(page, "ports-and-packages");
});

test("the table of contents, links, back and forward open the tab that they lead into", async ({ page }) => {
  await page.goto(constructs);
  const toc = page.getByRole("navigation", { name: "On this page" });
  await toc.getByRole("link", { name: "Ports and packages" }).click();
  await expectAtTop(page, "ports-and-packages");
  await expect.poll(() => shown(page, 3, 4)).toEqual(["server", "bsd"]);
  await expect(toc.locator("[aria-current]")).toHaveText("Ports and packages");
  await toc.getByRole("link", { name: "Cards" }).click();
  await expectAtTop(page, "cards");
  await expect.poll(() => shown(page, 3, 4)).toEqual(["cloud", "linux"]);
  await expect(toc.locator("[aria-current]")).toHaveText("Cards");
  await toc.getByRole("link", { name: "Tabs", exact: true }).click();
  await expect(toc.locator("[aria-current]")).toHaveText("Tabs");
  await page.goBack();
  await expectAtTop(page, "cards");
  await page.goBack();
  await expect.poll(() => shown(page, 3, 4)).toEqual(["server", "bsd"]);
  await expectAtTop(page, "ports-and-packages");
  await page.goForward();
  await expectAtTop(page, "cards");
  await page.getByRole("link", { name: "what a server needs" }).click();
  await expectAtTop(page, "system-requirements");
  await expect.poll(() => shown(page, 3, 4)).toEqual(["server", "linux"]);
});

test("a tab chosen after a link was followed stays, until the link is followed again", async ({ page }) => {
  await page.goto(`${constructs}#system-requirements`);
  await tabOf(page, 3, "cloud").click();
  expect(await shown(page, 3)).toEqual(["cloud"]);
  await page.getByRole("link", { name: "what a server needs" }).click();
  await expectAtTop(page, "system-requirements");
  await expect.poll(() => shown(page, 3)).toEqual(["server"]);
  await tabOf(page, 4, "bsd").click();
  expect(await shown(page, 3, 4)).toEqual(["server", "bsd"]);
  expect(new URL(page.url()).hash).toBe("#system-requirements");
  await tabOf(page, 3, "cloud").click();
  await page.reload();
  expect(await shown(page, 3)).toEqual(["cloud"]);
});

test("without JavaScript and in print every panel is shown under its label, and folded lines in print", async ({ browser, page }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const still = await context.newPage();
  await still.goto(constructs);
  await page.goto(constructs);
  await page.emulateMedia({ media: "print" });
  for (const view of [still, page]) {
    const count = await view.locator(".tab-panel").count();
    expect(count).toBe(18);
    await expect(view.locator(".tab-panel:visible")).toHaveCount(count);
    await expect(view.locator(".tab-label:visible")).toHaveCount(count);
    await expect(view.locator(".tab-list:visible")).toHaveCount(0);
  }
  const folds = (view) => view.locator(".code-more > pre").evaluateAll((all) => all.map((pre) => pre.checkVisibility({ contentVisibilityAuto: true })));
  expect(await folds(still)).toEqual([false, false, false]);
  expect(await folds(page)).toEqual([true, true, true]);
  await expect(page.locator(".code-more > summary:visible")).toHaveCount(0);
  await context.close();
});

test("all lines of a block with folded ones are copied, in order", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(constructs);
  await page.locator(".code:has(.code-more)").first().getByRole("button", { name: "Copy code" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toHaveCount(1);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'import os\nDEFAULTS = {\n    "timeout": 30,\n    "retries": 2,\n}\ndef load():\n    return {**DEFAULTS, **os.environ}',
  );
});

test("a row opens the folded lines by keyboard", async ({ page }) => {
  await page.goto(constructs);
  const fold = page.locator(".code-more").first();
  await expect(fold.locator("pre")).toBeHidden();
  await fold.locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(fold.locator("pre")).toBeVisible();
});

test("a card is one link, with other links above it, and a ring when it has the focus", async ({ page }) => {
  await page.goto(constructs);
  const card = page.locator(".cards li").filter({ hasText: "Protocol" }).first();
  await card.click({ position: { x: 40, y: 60 } });
  await expect(page).toHaveURL(/#tabs$/);
  await card.getByRole("link", { name: "the formulas" }).click();
  await expect(page).toHaveURL(/#formulas$/);
  await card.getByRole("link", { name: "Protocol" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  expect(await card.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
});

test("steps are numbered by the headings of the highest level alone", async ({ page }) => {
  await page.goto(constructs);
  const numbers = await page
    .locator(".steps > .heading")
    .evaluateAll((all) => all.map((heading) => getComputedStyle(heading, "::before").content));
  expect(numbers).toEqual(["counter(step)", "counter(step)", "none", "counter(step)"]);
});

for (const width of [320, ...widths]) {
  test(`no construct scrolls the page sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const address of [constructs, `${constructs}#ports-and-packages`]) {
      await page.goto(address);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    expect(await page.locator(".math").last().evaluate((formula) => formula.scrollWidth > formula.clientWidth)).toBe(true);
  });
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [375, 1280]) {
    test(`axe-core finds nothing in any construct at ${width} px in ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(`${constructs}#ports-and-packages`);
      for (const summary of await page.locator(".code-more > summary").all()) await summary.click();
      expect(await violations(page)).toEqual([]);
    });
  }
}
