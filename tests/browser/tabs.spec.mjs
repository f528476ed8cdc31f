import { expect, runOperation, selectedTabs, settled, shownTabs, tab, test, widths } from "./site.mjs";

const all = (key) => [key, key, key, key];

for (const width of widths) {
  test(`a click on a tab switches every group at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(runOperation);
    expect(await shownTabs(page)).toEqual(all("python"));
    await tab(page, "js", 1).click();
    expect(await shownTabs(page)).toEqual(all("js"));
    expect(await selectedTabs(page)).toEqual(all("js"));
    expect(page.url()).toMatch(/\/run-operation\/\?lang=js$/);
  });

  test(`the clicked group stays where it is at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(runOperation);
    const curl = tab(page, "curl", 2);
    await curl.scrollIntoViewIfNeeded();
    await settled(page);
    const before = (await curl.boundingBox()).y;
    await curl.click();
    await settled(page);
    expect(Math.abs((await curl.boundingBox()).y - before)).toBeLessThan(1);
  });
}

test("arrows, Home and End choose tabs, and one tab a group is in the tab order", async ({ page }) => {
  await page.goto(runOperation);
  await tab(page, "python").focus();
  await page.keyboard.press("ArrowRight");
  expect(await shownTabs(page)).toEqual(all("curl"));
  await expect(tab(page, "curl")).toBeFocused();
  await page.keyboard.press("End");
  expect(await shownTabs(page)).toEqual(all("js"));
  await page.keyboard.press("ArrowRight");
  expect(await shownTabs(page)).toEqual(all("python"));
  await page.keyboard.press("ArrowLeft");
  expect(await shownTabs(page)).toEqual(all("js"));
  await page.keyboard.press("Home");
  expect(await shownTabs(page)).toEqual(all("python"));
  expect(await page.locator('.code-group [role="tab"]:not([tabindex="-1"])').count()).toBe(4);
});

test("a choice is remembered on other pages", async ({ page }) => {
  await page.goto(runOperation);
  await tab(page, "js").click();
  await page.goto("");
  expect(await shownTabs(page)).toEqual(["js"]);
  await page.goto(`${runOperation}?utm=1#streaming`);
  await tab(page, "curl").click();
  expect(new URL(page.url()).search).toBe("?utm=1&lang=curl");
  expect(new URL(page.url()).hash).toBe("#streaming");
});

test("groups of other tabs keep their own choice", async ({ page }) => {
  await page.goto("guide/code-samples/");
  const groups = page.locator(".code-group");
  const npm = groups.filter({ has: page.locator('[data-tab="pnpm"]') }).first();
  await npm.locator('[role="tab"][data-tab="pnpm"]').click();
  await expect(npm.locator('.tab-panel[data-tab="pnpm"]')).toBeVisible();
  await page.locator('[role="tab"][data-tab="js"]').first().click();
  await expect(npm.locator('.tab-panel[data-tab="pnpm"]')).toBeVisible();
  await expect(npm.locator('.tab-panel[data-tab="npm"]')).toBeHidden();
});

test("?lang= chooses the tab and outweighs what is remembered", async ({ page }) => {
  await page.goto(runOperation);
  await tab(page, "js").click();
  await page.goto(`${runOperation}?lang=curl`);
  expect(await shownTabs(page)).toEqual(all("curl"));
  await page.goto(`${runOperation}?lang=%22%5D%7Bcolor%3Ared%7D`);
  expect(await shownTabs(page)).toEqual(all("curl"));
});

test("the chosen tab is there before any module has run", async ({ page }) => {
  await page.goto(runOperation);
  await page.evaluate(() => localStorage.setItem("floom.lang", '["js"]'));
  await page.route("**/main.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.goto(runOperation);
  expect(await shownTabs(page)).toEqual(all("js"));
});

test("without JavaScript every sample is shown under its label", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(runOperation);
  await expect(page.locator(".tab-panel:visible")).toHaveCount(12);
  await expect(page.locator(".tab-label:visible")).toHaveText(["Python", "cURL", "JS", "Python", "cURL", "JS", "Python", "cURL", "JS", "Python", "cURL", "JS"]);
  await expect(page.locator(".tab-list:visible")).toHaveCount(0);
  await context.close();
});

test("in print every sample is shown, and no chrome", async ({ page }) => {
  await page.goto(runOperation);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".tab-panel:visible")).toHaveCount(12);
  await expect(page.locator(".tab-label:visible")).toHaveCount(12);
  for (const chrome of [".top-bar", ".nav", ".tab-list", ".copy-button", ".pager"]) {
    await expect(page.locator(`${chrome}:visible`)).toHaveCount(0);
  }
});
