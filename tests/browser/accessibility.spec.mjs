import { expect, pages, runOperation, test, violations } from "./site.mjs";

for (const colorScheme of ["light", "dark"]) {
  for (const width of [375, 1280]) {
    test(`axe-core finds nothing on any page at ${width} px in ${colorScheme}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const path of [...pages, "404.html"]) {
        await page.goto(path);
        expect(await violations(page), path).toEqual([]);
      }
    });
  }
}

for (const width of [768, 1920]) {
  test(`axe-core finds nothing on run-operation at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(runOperation);
    expect(await violations(page)).toEqual([]);
  });
}

test("axe-core finds nothing while the drawer, the contents or the search is open", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize({ width: 375, height: 800 });
  await page.goto(runOperation);
  await page.getByRole("button", { name: "Open navigation" }).click();
  expect(await violations(page), "drawer").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "On this page" }).click();
  expect(await violations(page), "contents").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("stream");
  await expect(page.getByRole("option").first()).toBeVisible();
  expect(await violations(page), "search").toEqual([]);
});

test("axe-core does find what is wrong", async ({ page }) => {
  await page.goto(runOperation);
  await page.evaluate(() => document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='data:,'><button></button>"));
  const found = await violations(page);
  expect(found.some((problem) => problem.startsWith("image-alt"))).toBe(true);
  expect(found.some((problem) => problem.startsWith("button-name"))).toBe(true);
});
