import { expect, runOperation, settled, test } from "./site.mjs";

const open = (page) => page.locator(".nav").evaluate((nav) => nav.matches(":popover-open"));
const button = (page) => page.getByRole("button", { name: "Open navigation" });

for (const width of [375, 768]) {
  test(`the drawer opens by its button, keeps focus inside, and Esc gives it back at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(runOperation);
    await expect(page.locator(".nav")).toBeHidden();
    await button(page).click();
    await expect(page.locator(".nav")).toBeVisible();
    await expect(page.getByRole("button", { name: "Close navigation" })).toBeFocused();
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      const inside = await page.evaluate(() => document.activeElement === document.body || !!document.activeElement.closest(".nav"));
      expect(inside, `focus after ${presses + 1} presses`).toBe(true);
    }
    await page.mouse.wheel(0, 400);
    await settled(page);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.keyboard.press("Escape");
    await expect(page.locator(".nav")).toBeHidden();
    await expect(button(page)).toBeFocused();
    await expect(page.locator("[inert]")).toHaveCount(0);
  });

  test(`a click beside the drawer closes it at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(runOperation);
    await button(page).click();
    await page.mouse.click(width - 10, 500);
    await expect(page.locator(".nav")).toBeHidden();
    await expect(button(page)).toBeFocused();
  });

  test(`the drawer works without JavaScript at ${width} px`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 800 } });
    const page = await context.newPage();
    await page.goto(runOperation);
    await button(page).click();
    await expect(page.locator(".nav")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.locator(".nav")).toBeHidden();
    await button(page).click();
    await page.locator(".nav").getByRole("link", { name: "Job queue" }).click();
    await expect(page).toHaveURL(/job-queue\/$/);
    await context.close();
  });
}

test("a link in the drawer leads on and the drawer is closed there", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 800 });
  await page.goto(runOperation);
  await button(page).click();
  await page.locator(".nav").getByRole("link", { name: "Job queue" }).click();
  await expect(page).toHaveURL(/job-queue\/$/);
  expect(await open(page)).toBe(false);
});

test("the drawer becomes the column when the window grows", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 800 });
  await page.goto(runOperation);
  await button(page).click();
  await page.setViewportSize({ width: 1100, height: 800 });
  await expect.poll(() => open(page)).toBe(false);
  await expect(page.locator("[inert]")).toHaveCount(0);
  await expect(page.locator(".nav")).toBeVisible();
  await expect(button(page)).toBeHidden();
  expect(await page.locator(".nav").evaluate((nav) => getComputedStyle(nav).position)).toBe("sticky");
});
