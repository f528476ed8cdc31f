// The built site as the tests see it: its pages, and a page object that lets no message pass unnoticed.
import { readFileSync } from "node:fs";
import { test as base, expect } from "@playwright/test";

export { expect };

export const widths = [375, 768, 1280, 1920];
export const runOperation = "protocol/run-operation/";
/** The page that has every construct, of the site in tests/browser/containers. */
export const constructs = "http://127.0.0.1:47813/";

/** Pages on a single problem are all of one form: these two stand for them. */
const problems = ["guide/problems/broken-link/", "guide/problems/foreign-construct/"];

/** The pages of the site, relative to its base path. */
export const pages = readFileSync("target/test-site/docs/.floom-docs", "utf8")
  .split("\n")
  .filter((path) => path.endsWith("index.html"))
  .map((path) => path.replace(/index\.html$/, ""))
  .filter((path) => problems.includes(path) || !/^guide\/problems\/./.test(path));

/** Puts what the policy refuses on the console, whichever browser says so itself. */
const tellRefusals = () =>
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
    console.error(`refused by ${effectiveDirective}: ${blockedURI} ${sample}`),
  );

const watched = new WeakSet();

/** @param {import("@playwright/test").BrowserContext} context @param {string[]} refused */
async function watch(context, refused) {
  if (watched.has(context)) return;
  watched.add(context);
  await context.addInitScript(tellRefusals);
  context.on("console", (message) => {
    if (/^refused by |Content Security Policy/.test(message.text())) refused.push(message.text());
  });
}

/** A test whose page must stay silent: no console message, no failed request, none to another host. Pages that a test
 * opens by itself may say what they will, but for what the policy refuses. */
export const test = base.extend({
  refused: [
    async ({ browser }, use) => {
      const refused = [];
      const make = browser.newContext;
      browser.newContext = async (...options) => {
        const context = await make.apply(browser, options);
        await watch(context, refused);
        return context;
      };
      await use(refused);
      browser.newContext = make;
      expect(refused).toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, refused }, use) => {
    await watch(context, refused);
    await use(context);
  },
  page: async ({ page }, use) => {
    const said = [];
    page.on("console", (message) => said.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => said.push(`error: ${error.message}`));
    page.on("requestfailed", (request) => {
      // What a test leaves behind by going to the next page is no failure.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") said.push(`failed: ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) said.push(`${response.status()}: ${response.url()}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.hostname !== "127.0.0.1" && url.protocol !== "data:") said.push(`another host: ${url}`);
    });
    await use(page);
    expect(said).toEqual([]);
  },
});

/** The tabs whose code is shown, one a group. */
export const shownTabs = (page) =>
  page
    .locator(".code-group")
    .evaluateAll((groups) =>
      groups.map((group) =>
        [...group.querySelectorAll(".tab-panel")]
          .filter((panel) => panel.offsetHeight > 0)
          .map((panel) => panel.dataset.tab)
          .join("+"),
      ),
    );

/** The tabs that assistive technology hears as chosen. */
export const selectedTabs = (page) =>
  page.locator('.code-group [role="tab"][aria-selected="true"]').evaluateAll((tabs) => tabs.map((tab) => tab.dataset.tab));

export const tab = (page, key, group = 0) => page.locator(".code-group").nth(group).locator(`[role="tab"][data-tab="${key}"]`);

/** Layout shift so far, with what moved. */
export const watchShift = (page) =>
  page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifts.push([entry.value, ...entry.sources.map(({ node }) => node?.className)]);
    }).observe({ type: "layout-shift", buffered: true });
  });

/** Two frames later everything that was asked for has been laid out and painted. */
export const settled = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))));

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

/** Violations of all of axe-core's rules, as rule and place. */
export async function violations(page) {
  // Evaluated by the browser itself, so the page's own policy on scripts stays in force.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}
