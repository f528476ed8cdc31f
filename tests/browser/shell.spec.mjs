import { expect, pages, runOperation, settled, test, widths } from "./site.mjs";

for (const [name, base] of [["under /docs/", ""], ["at the root", "http://127.0.0.1:47812/"]]) {
  test(`no page says anything on the console, ${name}`, async ({ page }) => {
    test.setTimeout(120_000);
    for (const path of pages) {
      const response = await page.goto(base + path, { waitUntil: "networkidle" });
      expect(response.status()).toBe(200);
    }
  });
}

for (const width of widths) {
  test(`the copy button copies the code that is shown at ${width} px`, async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.setViewportSize({ width, height: 800 });
    await page.goto(runOperation);
    await page.locator(".code-group").first().locator(".tab-panel:visible").getByRole("button", { name: /copy/i }).click();
    const expected = await page.locator(".code-group").first().locator(".tab-panel:visible code").textContent();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.trimEnd()).toBe(expected.trimEnd());
    expect(copied).toContain("import floom");
    await expect(page.getByRole("status").filter({ hasText: "Copied" })).toHaveCount(1);
  });

  test(`the colour scheme is chosen and kept, before the first paint, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(runOperation);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await paper()).toBe("rgb(250, 250, 247)");
    const button = page.getByRole("button", { name: /^Colour scheme/ });
    while ((await button.getAttribute("aria-label")) !== "Colour scheme: dark") await button.click();
    const dark = await paper();
    expect(dark).not.toBe("rgb(250, 250, 247)");
    await page.route("**/main.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await page.goto("guide/");
    expect(await paper()).toBe(dark);
  });
}

test("a copy that fails says so", async ({ page }) => {
  await page.goto(runOperation);
  await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
  await page.locator(".tab-panel:visible").first().getByRole("button", { name: /copy/i }).click();
  await expect(page.getByRole("status").filter({ hasText: "Could not copy" })).toHaveCount(1);
});

test("the keyboard alone reaches everything, with focus in sight, the skip link first", async ({ page }) => {
  for (const [path, width] of [[runOperation, 1280], [runOperation, 375], ["guide/configuration/", 1280]]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(path);
    const wanted = await page.evaluate(() => {
      const all = document.querySelectorAll("a[href], button, summary, [tabindex='0']");
      const reachable = [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0);
      reachable.forEach((element, index) => (element.dataset.wanted = String(index)));
      return reachable.length;
    });
    const seen = new Set();
    for (let presses = 0; presses < wanted + 5 && seen.size < wanted; presses += 1) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        const style = getComputedStyle(element);
        return { wanted: element.dataset.wanted, name: element.outerHTML.slice(0, 90), outline: style.outlineStyle, first: element.className };
      });
      if (presses === 0) expect(focus.first).toBe("skip-link");
      if (focus.wanted === undefined) continue;
      seen.add(focus.wanted);
      expect(focus.outline, focus.name).not.toBe("none");
    }
    expect(seen.size, `${path} at ${width} px`).toBe(wanted);
  }
});

test("the skip link leads past the nav", async ({ page }) => {
  await page.goto(runOperation);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => !!document.activeElement.closest("main"))).toBe(true);
});

test("the nav marks the page at build time and keeps folded groups and scroll from page to page", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 400 });
  await page.goto(runOperation);
  await expect(page.locator(".nav [aria-current='page']")).toHaveText("Run an operation");
  const guide = page.locator(".nav details").filter({ hasText: "Command line" });
  await expect(guide).toHaveAttribute("open", "");
  await guide.locator(":scope > summary").click();
  await page.locator(".nav").getByRole("link", { name: "Job queue" }).click();
  await expect(page).toHaveURL(/job-queue/);
  await expect(guide).not.toHaveAttribute("open", "");
  await guide.locator(":scope > summary").click();
  await page.locator(".nav").evaluate((nav) => (nav.scrollTop = 60));
  await page.locator(".nav").getByRole("link", { name: "Get started", exact: true }).click();
  await expect(page).toHaveURL(/guide\/start/);
  expect(await page.locator(".nav").evaluate((nav) => nav.scrollTop)).toBe(60);
  await expect(page.locator(".nav [aria-current='page']")).toBeInViewport();
});

test("breadcrumbs, footer and neighbours are those of the page", async ({ page }) => {
  await page.goto(runOperation);
  await expect(page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("listitem")).toHaveText(["Docs", "Protocol", "Run an operation"]);
  const edit = page.getByRole("link", { name: "Edit on GitHub" });
  await expect(edit).toHaveAttribute("href", /\/edit\/main\/content\/protocol\/run-operation\.md$/);
  await expect(page.getByRole("link", { name: "Give feedback" })).toHaveAttribute("href", /^https:/);
  await expect(page.locator("time")).toHaveAttribute("datetime", /^\d{4}-\d\d-\d\d$/);
  await page.locator("a[rel=next]").click();
  await expect(page).toHaveURL(/job-queue/);
  await page.locator("a[rel=prev]").click();
  await expect(page).toHaveURL(/run-operation/);
});

test("a page that does not exist is told so at any depth, in the site's own shell", async ({ browser }) => {
  const page = await browser.newPage();
  const response = await page.goto("no/such/page/at/all");
  expect(response.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
  await page.getByRole("link", { name: "Documentation home" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Floom docs");
  await page.close();
});

test("the address without the slash works too", async ({ page }) => {
  await page.goto("protocol/run-operation");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Run an operation");
  await settled(page);
});
