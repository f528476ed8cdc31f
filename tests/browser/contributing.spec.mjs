import { expect, runOperation, test } from "./site.mjs";

/** What an issue would say. @param {string | null} href */
const text = (href) => new URL(href ?? "").searchParams.get("body");

test("feedback says the section that a reader has come to", async ({ page: browser }) => {
  await browser.goto(`${runOperation}#streaming`);
  const link = browser.getByRole("link", { name: "Give feedback" });
  const before = await link.getAttribute("href");
  expect(text(before)).toMatch(/^\n\n---\nPage: .*\/protocol\/run-operation\/\nVersion: v0\.4\n(Commit: [0-9a-f]{10}\n)?$/);
  await link.focus();
  expect(text(await link.getAttribute("href"))).toBe(`${text(before)}Section: Streaming\n`);
  await browser.evaluate(() => { location.hash = ""; });
  await link.blur();
  await browser.goto(runOperation);
  await link.focus();
  expect(text(await link.getAttribute("href"))).not.toContain("Streaming");
});

test("without script feedback says the page", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(runOperation);
  const href = await plain.getByRole("link", { name: "Give feedback" }).getAttribute("href");
  expect(new URL(href ?? "").searchParams.get("title")).toBe("Docs: Run an operation");
  await context.close();
});

test("a heading leads to its line where the pointer is, and keeps it out of the way of the keyboard", async ({ page: browser }) => {
  await browser.goto(runOperation);
  const heading = browser.locator(".heading", { hasText: "Streaming" }).first();
  const edit = heading.locator(".edit-here");
  await expect(edit).toHaveAttribute("href", /\/edit\/main\/content\/protocol\/run-operation\.md#L\d+$/);
  await expect(edit).toHaveCSS("opacity", "0");
  await heading.hover();
  await expect(edit).toHaveCSS("opacity", "1");
  expect(await edit.getAttribute("tabindex")).toBe("-1");
});
