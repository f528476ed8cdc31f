// The preview server in real browsers: what is saved is seen, and what the reader had set up stays.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test as base, expect } from "@playwright/test";

const program = process.env.FLOOM_DOCS ?? "target/release/floom-docs";
const filler = Array.from({ length: 60 }, (_, index) => `Paragraph ${index}.`).join("\n\n");
const tabs = "```python tab\nrun = 1\n```\n\n```js tab\nrun = 1;\n```";
const guide = (words = "First words.", more = "") => `# Guide\n\n## Start\n\n${words}\n\n${tabs}\n\n${filler}\n\n## End\n\nLast words.${more}\n`;

/** A site that is served, and edited. */
class Site {
  constructor() {
    this.root = mkdtempSync(join(tmpdir(), "floom-serve-"));
    this.write("docs.yaml", "title: Test\nbase_url: https://example.com/docs\n");
    this.write("content/index.md", "# Home\n\nWelcome.\n");
    this.write("content/guide.md", guide());
    this.write("content/other.md", "# Other\n\nOther words.\n");
    this.write("examples/run.py", "snippet = 1\n");
  }

  /** @param {string} path @param {string} text */
  write(path, text) {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Makes a commit of all files, of a day at noon. @param {string} day */
  commit(day) {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" };
    for (const role of ["AUTHOR", "COMMITTER"]) {
      Object.assign(env, { [`GIT_${role}_NAME`]: "A", [`GIT_${role}_EMAIL`]: "a@example.com", [`GIT_${role}_DATE`]: `${day}T12:00:00Z` });
    }
    for (const command of [["init", "-q"], ["add", "."], ["commit", "-qm", day]]) execFileSync("git", command, { cwd: this.root, env });
  }

  async start(port = 0) {
    this.server = spawn(program, ["serve", "--site", this.root, "--port", String(port)], { stdio: ["ignore", "pipe", "ignore"] });
    this.url = await new Promise((found) => {
      this.server.stdout.on("data", (text) => {
        const [url] = /http:\S+/.exec(String(text)) ?? [];
        if (url) found(url);
      });
    });
  }

  async stop() {
    const ended = new Promise((done) => this.server.once("exit", done));
    this.server.kill("SIGKILL");
    await ended;
  }
}

const test = base.extend({
  site: async ({}, use) => {
    const site = new Site();
    await site.start();
    await use(site);
    await site.stop();
    rmSync(site.root, { recursive: true });
  },
});

/** Opens a page, and waits until it listens. */
async function open(page, url) {
  const listens = page.waitForResponse((response) => response.url().endsWith("/@floom/events"));
  await page.goto(url);
  await listens;
  // It has asked for itself once: from now on it knows what it was made of.
  await page.waitForLoadState("networkidle").catch(() => {});
  await page.evaluate(() => {
    window.marked = true;
  });
}

const isSamePage = (page) => page.evaluate(() => window.marked === true);
const problems = (page) => page.locator("[id='floom:problems']");

test("each kind of edit is seen in place", async ({ page, site }) => {
  await open(page, `${site.url}guide/`);
  const main = page.locator("main");
  site.write("content/guide.md", guide("Second words."));
  await expect(main).toContainText("Second words.");
  site.write("content/guide.md", guide("Second words.\n\n### Between"));
  await expect(main.getByRole("heading", { name: "Between" })).toBeVisible();
  await expect(page.locator("[id='shell:toc']")).toContainText("Between");
  site.write("content/guide.md", guide().replace("run = 1\n", "run = 2\n"));
  await expect(main).toContainText("run = 2");
  site.write("content/guide.md", guide().replace("# Guide", "# Handbook"));
  await expect(page).toHaveTitle(/Handbook/);
  await expect(page.locator(".nav-tree")).toContainText("Handbook");
  site.write("content/added.md", "# Added\n");
  await expect(page.locator(".nav-tree")).toContainText("Added");
  rmSync(join(site.root, "content/added.md"));
  await expect(page.locator(".nav-tree")).not.toContainText("Added");
  site.write("content/guide.md", guide('```python file="examples/run.py"\n```'));
  await expect(main).toContainText("snippet = 1");
  site.write("examples/run.py", "snippet = 2\n");
  await expect(main).toContainText("snippet = 2");
  site.write("templates/parts/page_footer.html", "<footer class='page-footer'>Own footer</footer>");
  await expect(main).toContainText("Own footer");
  site.write("docs.yaml", "title: Renamed\nbase_url: https://example.com/docs\n");
  await expect(page.locator(".top-bar")).toContainText("Renamed");
  expect(await isSamePage(page)).toBe(true);
});

test("nav, rename, images, the files for hosts and dates are seen in place", async ({ page, site }) => {
  const image = (width) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"/>`;
  site.write("content/drawing.svg", image(10));
  site.write("content/public/plan.svg", image(10));
  site.write("content/guide.md", guide("![Drawing](drawing.svg)\n\n![Plan](/plan.svg)"));
  site.commit("2001-02-03");
  await site.stop();
  await site.start();
  await open(page, `${site.url}guide/`);
  const natural = (alt) => page.getByAltText(alt).evaluate((shown) => shown.naturalWidth);
  await expect(page.locator("main")).toContainText("2001");
  site.write("content/drawing.svg", image(20));
  await expect.poll(() => natural("Drawing")).toBe(20);
  site.write("content/public/plan.svg", image(30));
  await expect.poll(() => natural("Plan")).toBe(30);

  const order = () => page.locator(".nav-tree a").allInnerTexts();
  site.write("content/_nav.yaml", "items:\n  - other.md\n  - guide.md\n");
  await expect.poll(async () => (await order()).indexOf("Other") < (await order()).indexOf("Guide")).toBe(true);
  renameSync(join(site.root, "content/other.md"), join(site.root, "content/another.md"));
  site.write("content/_nav.yaml", "items:\n  - another.md\n  - guide.md\n");
  await expect(page.locator(".nav-tree a[href$='/another/']")).toBeVisible();
  await expect(page.locator(".nav-tree a[href$='/other/']")).toHaveCount(0);

  site.write("content/guide.md", guide("Dated."));
  site.commit("2004-05-06");
  await expect(page.locator("main")).toContainText("2004");
  expect(await isSamePage(page)).toBe(true);
});

test("a page whose scripts are others is loaded anew, and a page that was renamed away says so", async ({ page, site }) => {
  await open(page, `${site.url}guide/`);
  site.write("theme/js/main.js", "document.body.dataset.own = 'yes';\n");
  await expect(page.locator("body")).toHaveAttribute("data-own", "yes");
  await expect.poll(() => isSamePage(page)).toBe(false);
  renameSync(join(site.root, "content/guide.md"), join(site.root, "content/handbook.md"));
  await expect(page).toHaveTitle(/not found/i);
  renameSync(join(site.root, "content/handbook.md"), join(site.root, "content/guide.md"));
  await expect(page.locator("main")).toContainText("First words.");
});

test("scroll position, tab and drawer stay, and the theme is changed without a reload", async ({ page, site }) => {
  await open(page, `${site.url}guide/`);
  await page.locator("[role=tab][data-tab=js]").click();
  const scrollY = () => page.evaluate(() => Math.round(window.scrollY));
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  const before = await scrollY();
  expect(before).toBeGreaterThan(200);
  site.write("content/guide.md", guide("First words.", " And more."));
  await expect(page.locator("main")).toContainText("Last words. And more.");
  expect(Math.abs((await scrollY()) - before)).toBeLessThan(60);
  await expect(page.locator("[role=tab][data-tab=js]")).toHaveAttribute("aria-selected", "true");
  await expect(page.locator(".tab-panel[data-tab=js]")).toBeVisible();
  // The listeners still work.
  await page.locator("[role=tab][data-tab=python]").click();
  await expect(page.locator(".tab-panel[data-tab=python]")).toBeVisible();
  await expect(page.locator("figure.code .copy-button")).toHaveCount(2);

  site.write("theme/css/zz.css", "h1 { color: rgb(1, 2, 3) }");
  await expect(page.locator("h1")).toHaveCSS("color", "rgb(1, 2, 3)");
  await expect(page.locator("link[rel=stylesheet]")).toHaveCount(1);
  expect(await isSamePage(page)).toBe(true);

  await page.setViewportSize({ width: 600, height: 800 });
  await page.locator(".menu-button").click();
  await expect(page.locator(".drawer")).toBeVisible();
  site.write("content/guide.md", guide("Under the drawer."));
  await expect(page.locator("main")).toContainText("Under the drawer.");
  await expect(page.locator("[id='shell:nav']:popover-open")).toBeVisible();
});

test("a change out of view is scrolled to", async ({ page, site }) => {
  await open(page, `${site.url}guide/`);
  site.write("content/guide.md", guide("First words.", " Far below."));
  await expect(page.getByText("Far below.")).toBeInViewport();
});

test("an error lies over the last good page with a link to its place, and goes when it goes", async ({ page, site }) => {
  await open(page, `${site.url}guide/`);
  await expect(page.locator("main")).toContainText("First words.");
  site.write("content/guide.md", guide("<b>Bad</b> [x](<nowhere&lt;img src=x onerror=alert(1)&gt;.md>) words."));
  await expect(problems(page)).toContainText("error[broken-link]");
  await expect(problems(page)).toContainText("onerror=alert(1)");
  await expect(problems(page).locator("img")).toHaveCount(0);
  await expect(page.locator("main")).toContainText("First words.");
  const href = await problems(page).locator("a").first().getAttribute("href");
  expect(href).toMatch(/^vscode:\/\/file\/.*content\/guide\.md:5:\d+$/);
  // Another page shows it too.
  await page.goto(`${site.url}other/`);
  await expect(problems(page)).toContainText("content/guide.md:5:");
  site.write("content/guide.md", guide("Good again."));
  await expect(problems(page)).toHaveCount(0);
  site.write("docs.yaml", "titel: [\n");
  await expect(problems(page)).toContainText("docs.yaml");
  site.write("docs.yaml", "title: Test\nbase_url: https://example.com/docs\n");
  await expect(problems(page)).toHaveCount(0);
});

test("two browsers each see their own page, and other pages are left alone", async ({ page, browser, site }) => {
  const second = await (await browser.newContext()).newPage();
  await open(page, `${site.url}guide/`);
  await open(second, `${site.url}other/`);
  const third = await second.context().newPage();
  await open(third, `${site.url}guide/`);
  const changes = second.evaluate(
    () =>
      new Promise((done) => {
        const observer = new MutationObserver((list) => done(list.length));
        observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        setTimeout(() => done(0), 1500);
      }),
  );
  site.write("content/guide.md", guide("For both."));
  await expect(page.locator("main")).toContainText("For both.");
  await expect(third.locator("main")).toContainText("For both.");
  expect(await changes).toBe(0);
  site.write("content/other.md", "# Other\n\nAnd for the second.\n");
  await expect(second.locator("main")).toContainText("And for the second.");
});

test("a page finds the server again that was killed and started anew", async ({ page, site }) => {
  await open(page, `${site.url}guide/`);
  await site.stop();
  site.write("content/guide.md", guide("Written while nobody served."));
  await site.start(Number(new URL(site.url).port));
  await expect(page.locator("main")).toContainText("Written while nobody served.", { timeout: 15_000 });
  site.write("content/guide.md", guide("And on it goes."));
  await expect(page.locator("main")).toContainText("And on it goes.");
  expect(await isSamePage(page)).toBe(true);
});
