import { expect, runOperation, selectedTabs, settled, shownTabs, test, violations } from "./site.mjs";
import { scriptEngine } from "./scripted_engine.mjs";

const widths = [375, 1280];
const field = (page) => page.getByRole("combobox");
const options = (page) => page.getByRole("option");
const chosen = (page) => page.getByRole("option", { selected: true });
const button = (page) => page.getByRole("banner").getByRole("link", { name: "Search" });
const status = (page) => page.locator("#shell\\:search [role=status]");
const again = (page) => page.getByRole("button", { name: "Try again" });

/** Opens the dialog, by a key that the browser heeds from the first paint on. */
async function open(page) {
  await page.waitForLoadState();
  await settled(page);
  await page.keyboard.press("/");
  await expect(field(page)).toBeFocused();
}

async function seek(page, query) {
  await open(page);
  await page.keyboard.type(query);
}

/** Lets requests through only once it is told to. */
async function hold(page, pattern) {
  let release;
  const released = new Promise((done) => (release = done));
  await page.route(pattern, async (route) => {
    await released;
    await route.continue();
  });
  return () => release();
}

for (const width of widths) {
  test.describe(`at ${width} px`, () => {
    test.use({ viewport: { width, height: 800 } });

    test("nothing is fetched until the dialog is opened or its button is pointed at", async ({ page }) => {
      const fetched = [];
      page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
      const ofSearch = () => fetched.filter((path) => /\/search(\/|\.bundle)/.test(path));
      await page.goto(runOperation, { waitUntil: "networkidle" });
      expect(ofSearch()).toEqual([]);
      await button(page).hover();
      await expect.poll(() => ofSearch().some((path) => path.endsWith("/js/search.bundle.js"))).toBe(true);
      await expect.poll(() => ofSearch().some((path) => path.endsWith("/docs/search/manifest.json"))).toBe(true);
    });

    test("⌘K, Ctrl-K, a slash outside of fields and the button open it", async ({ page }) => {
      await page.goto(runOperation);
      await settled(page);
      for (const key of ["Meta+k", "Control+k", "/"]) {
        await page.keyboard.press(key);
        await expect(field(page), key).toBeFocused();
        await page.keyboard.press("Escape");
        await expect(field(page)).toBeHidden();
      }
      await button(page).click();
      await page.keyboard.type("/v1");
      await expect(field(page)).toHaveValue("/v1");
      await page.keyboard.press("Control+k");
      await expect(field(page)).toBeHidden();
      await page.evaluate(() => document.querySelector("main").prepend(document.createElement("textarea")));
      await page.locator("textarea").focus();
      await page.keyboard.type("a/b");
      await expect(page.locator("textarea")).toHaveValue("a/b");
      await expect(field(page)).toBeHidden();
    });

    for (const [name, pattern] of [["the module", "**/js/search.bundle.js"], ["the index", "**/search/manifest.json"]]) {
      test(`what is typed before ${name} has arrived is not lost`, async ({ page }) => {
        const release = await hold(page, pattern);
        await page.goto("");
        await seek(page, "reconn");
        await expect(field(page)).toHaveValue("reconn");
        await expect(options(page)).toHaveCount(0);
        release();
        await expect(chosen(page)).toContainText("Reconnection");
        await expect(field(page)).toBeFocused();
      });
    }

    test("it is a combobox whose list is grouped by page", async ({ page }) => {
      await page.goto("");
      await open(page);
      await expect(field(page)).toHaveAttribute("aria-expanded", "false");
      await page.keyboard.type("stream");
      await expect(field(page)).toHaveAttribute("aria-expanded", "true");
      const list = page.getByRole("listbox", { name: "Results" });
      await expect(field(page)).toHaveAttribute("aria-controls", await list.getAttribute("id"));
      const group = list.getByRole("group", { name: "Protocol / Run an operation" });
      await expect(group.getByRole("option").filter({ hasText: "Streaming" }).first()).toBeVisible();
      await expect(group.locator("mark").first()).toHaveText(/stream/i);
    });

    test("arrows go round the list, and the other keys are the field's", async ({ page }) => {
      await page.goto("");
      await seek(page, "stream");
      // The list is that of the whole word, and not of its first letters.
      await expect(status(page)).toHaveText(/ for stream$/);
      await expect(chosen(page)).toHaveCount(1);
      const active = () => field(page).getAttribute("aria-activedescendant");
      const count = await options(page).count();
      expect(count).toBeGreaterThan(2);
      for (const [key, at] of [["ArrowDown", 1], ["ArrowUp", 0], ["ArrowUp", count - 1], ["ArrowDown", 0]]) {
        await page.keyboard.press(key);
        await expect(options(page).nth(at)).toHaveAttribute("aria-selected", "true");
        expect(await active()).toBe(await options(page).nth(at).getAttribute("id"));
        await expect(chosen(page)).toHaveCount(1);
        await expect(chosen(page)).toBeInViewport({ ratio: 1 });
      }
      const caret = () => field(page).evaluate((input) => input.selectionStart);
      await page.keyboard.press("Home");
      expect(await caret()).toBe(0);
      await page.keyboard.press("End");
      expect(await caret()).toBe(6);
      await expect(options(page).first()).toHaveAttribute("aria-selected", "true");
    });

    test("Enter opens the section", async ({ page }) => {
      await page.goto("");
      await seek(page, "reconn");
      await expect(chosen(page)).toContainText("Reconnection");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/run-operation\/(\?.*)?#reconnection$/);
      await expect(page.locator("#reconnection")).toBeInViewport();
    });

    test("Enter on the page itself closes the dialog and goes to the section", async ({ page }) => {
      await page.goto(runOperation);
      await seek(page, "reconn");
      await expect(chosen(page)).toContainText("Reconnection");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/#reconnection$/);
      await expect(field(page)).toBeHidden();
      await expect(page.locator("#reconnection")).toBeInViewport();
    });

    test("Enter before the answer waits for it", async ({ page }) => {
      const engine = await scriptEngine(page);
      await page.goto("");
      await seek(page, "job");
      await engine.answer("job", [["protocol/job-queue/", "Job queue"]]);
      await expect(chosen(page)).toHaveText("Job queue");
      await page.keyboard.type(" no");
      await page.keyboard.press("Enter");
      await engine.answer("job no", [["guide/", "Guide"]]);
      await engine.excerpt("guide/", "A guide");
      await expect(page).toHaveURL(/\/guide\/$/);
    });

    for (const key of ["Meta+Enter", "Control+Enter"]) {
      test(`${key} opens a new tab`, async ({ page, context }) => {
        await page.goto("");
        await seek(page, "reconn");
        await expect(chosen(page)).toContainText("Reconnection");
        const [opened] = await Promise.all([context.waitForEvent("page"), page.keyboard.press(key)]);
        await expect(opened).toHaveURL(/run-operation\/(\?.*)?#reconnection$/);
        await expect(field(page)).toBeFocused();
      });
    }

    test("Esc, the button and a click beside it close it, and focus returns to where it was", async ({ page }) => {
      await page.goto(runOperation);
      const before = page.getByRole("button", { name: /^Colour scheme/ });
      for (const close of [() => page.keyboard.press("Escape"), () => page.getByRole("button", { name: "Close search" }).click(), () => page.mouse.click(4, 4)]) {
        if (width === 375 && close.toString().includes("mouse")) continue;
        await before.focus();
        await seek(page, "stream");
        await expect(options(page).first()).toBeVisible();
        await close();
        await expect(field(page)).toBeHidden();
        await expect(before).toBeFocused();
      }
      await page.keyboard.press("Control+k");
      await expect(field(page)).toHaveValue("stream");
      expect(await page.evaluate(() => getSelection().toString())).toBe("stream");
    });

    test("results are counted once the reader pauses, and politely", async ({ page }) => {
      const engine = await scriptEngine(page);
      await page.goto("");
      await page.evaluate(() => {
        window.said = [];
        const region = document.querySelector("#shell\\:search [role=status]");
        new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
      });
      await seek(page, "s");
      await engine.answer("s", [["#a", "A"], ["#b", "B"]]);
      await expect(options(page)).toHaveCount(2);
      await page.keyboard.type("t");
      await engine.answer("st", [["#a", "A"]]);
      await expect(status(page)).toHaveText("1 result for st");
      await page.keyboard.type("x");
      await engine.answer("stx", []);
      await expect(status(page)).toHaveText("No results for stx");
      expect(await page.evaluate(() => window.said)).toEqual(["1 result for st", "No results for stx"]);
      await expect(page.getByText("Nothing found for “stx”")).toBeVisible();
      await expect(field(page)).toHaveAttribute("aria-expanded", "false");
    });

    test("an excerpt comes after the list, into room that was kept for it", async ({ page }) => {
      const engine = await scriptEngine(page);
      await page.goto("");
      await seek(page, "s");
      await engine.answer("s", [["#a", "A"], ["#b", "B"]]);
      await engine.isAskedForExcerpt("#b");
      const boxes = () => options(page).evaluateAll((all) => all.map((option) => [option.offsetTop, option.offsetHeight]));
      const before = await boxes();
      await engine.excerpt("#a", "A text that is much longer than what a line can hold, ".repeat(5));
      await engine.failExcerpt("#b");
      await expect(options(page).first()).toContainText("A text that is much longer");
      expect(await boxes()).toEqual(before);
    });

    test("an older answer never takes the place of a newer one", async ({ page }) => {
      const engine = await scriptEngine(page);
      await page.goto("");
      await seek(page, "a");
      await expect.poll(engine.queries).toEqual(["a"]);
      await page.keyboard.type("b");
      await engine.answer("ab", [["#new", "Newer"]]);
      await expect(options(page)).toHaveText(["Newer"]);
      await engine.answer("a", [["#old", "Older"]]);
      await settled(page);
      await expect(options(page)).toHaveText(["Newer"]);
    });

    test("results stay while the next are looked for, and outdated questions are not put", async ({ page }) => {
      const engine = await scriptEngine(page);
      await page.goto("");
      await seek(page, "a");
      await engine.answer("a", [["#a", "First"]]);
      await expect(options(page)).toHaveText(["First"]);
      await field(page).evaluate((input) => {
        for (const value of ["ab", "abc", "abcd"]) {
          input.value = value;
          input.dispatchEvent(new Event("input"));
        }
      });
      await expect.poll(engine.queries).toEqual(["a", "abcd"]);
      await expect(options(page)).toHaveText(["First"]);
      await engine.answer("abcd", [["#b", "Second"]]);
      await expect(options(page)).toHaveText(["Second"]);
    });

    test("an empty field shows the pages read last, which can be cleared", async ({ page }) => {
      await page.goto("search/");
      await open(page);
      await expect(page.getByText("Find any page or section")).toBeVisible();
      await expect(options(page)).toHaveCount(0);
      const read = ["guide/", "guide/start/", "guide/reuse/", "guide/cli/", "guide/publish/", "guide/navigation/", "guide/moving/", "guide/start/", runOperation];
      for (const path of read) await page.goto(path);
      await open(page);
      const list = page.getByRole("listbox", { name: "Recent pages" });
      const urls = () => list.getByRole("option").evaluateAll((all) => all.map((option) => option.getAttribute("href")));
      await expect(list).toBeVisible();
      expect(await urls()).toEqual(["start", "moving", "navigation", "publish", "cli", "reuse"].map((name) => `/docs/guide/${name}/`));
      await expect(list.getByRole("option").first()).toHaveText(/Get started\s*Docs \/ Guide/);
      await expect(chosen(page)).toHaveCount(0);
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/guide\/reuse\/$/);
      await open(page);
      await page.getByRole("button", { name: "Clear recent pages" }).click();
      await expect(options(page)).toHaveCount(0);
      await expect(field(page)).toBeFocused();
      await page.reload();
      await open(page);
      await expect(page.getByText("Find any page or section")).toBeVisible();
    });

    test("a page that is missing is no page that was read", async ({ context }) => {
      const page = await context.newPage();
      await page.goto("no/such/page");
      await page.goto("search/");
      await open(page);
      await expect(page.getByText("Find any page or section")).toBeVisible();
    });

    test("a cut network is told, what was typed is kept, and it can be tried again", async ({ context }) => {
      const page = await context.newPage();
      await page.goto("");
      await page.route("**/search/**/*.json", (route) => route.abort());
      await page.route("**/search/*.json", (route) => route.abort());
      await seek(page, "reconn");
      await expect(page.getByRole("alert")).toContainText("Search could not be loaded");
      await expect(options(page)).toHaveCount(0);
      await again(page).click();
      await expect(page.getByRole("alert")).toBeVisible();
      await expect(field(page)).toBeFocused();
      await page.unrouteAll();
      await again(page).click();
      await expect(chosen(page)).toContainText("Reconnection");
      await expect(page.getByRole("alert")).toBeHidden();
      await expect(field(page)).toHaveValue("reconn");
      await expect(field(page)).toBeFocused();
    });

    test("a network that is cut after the manifest has come is told too, and Enter tries again", async ({ context }) => {
      const page = await context.newPage();
      await page.goto("");
      await page.route(/\/search\/(?!manifest).*\.json$/, (route) => route.abort());
      await seek(page, "reconn");
      await expect(page.getByRole("alert")).toBeVisible();
      await page.unrouteAll();
      await page.keyboard.press("Enter");
      await expect(chosen(page)).toContainText("Reconnection");
    });

    test("a network that is cut before the module has come is told too", async ({ context }) => {
      const page = await context.newPage();
      await page.goto("");
      await page.route("**/js/search.bundle.js", (route) => route.abort());
      await seek(page, "reconn");
      await expect(page.getByRole("alert")).toBeVisible();
      await expect(page.getByRole("alert").getByRole("link")).toHaveAttribute("href", "/docs/search/");
      await page.unrouteAll();
      await again(page).click();
      await expect(chosen(page)).toContainText("Reconnection");
    });

    test("a deploy in between is not noticed: the manifest is read again", async ({ context }) => {
      const page = await context.newPage();
      let manifests = 0;
      await page.route("**/search/manifest.json", (route) => {
        manifests += 1;
        return route.continue();
      });
      await page.route("**/search/t*.json", (route) => (manifests < 2 ? route.fulfill({ status: 404 }) : route.continue()));
      await page.goto("");
      await open(page);
      await field(page).fill("reconn");
      await expect(chosen(page)).toContainText("Reconnection");
      expect(manifests).toBe(2);
    });

    for (const [name, settle] of [["comes late", (engine, url) => engine.excerpt(url, "Some text", ["js"])], ["fails", (engine, url) => engine.failExcerpt(url)], ["never comes", () => {}]]) {
      test(`Enter follows a hit whose excerpt ${name}`, async ({ page }) => {
        const engine = await scriptEngine(page);
        await page.goto("");
        await seek(page, "s");
        await engine.answer("s", [[`${runOperation}#streaming`, "Streaming"]]);
        await expect(chosen(page)).toHaveCount(1);
        await page.keyboard.press("Enter");
        await settle(engine, `${runOperation}#streaming`);
        await expect(page).toHaveURL(name === "comes late" ? /run-operation\/\?lang=js#streaming$/ : /run-operation\/#streaming$/);
      });
    }

    test("a hit in tabs that are not chosen opens them", async ({ page }) => {
      const engine = await scriptEngine(page);
      await page.goto(runOperation);
      await seek(page, "s");
      await engine.answer("s", [["guide/code-samples/#tabs", "Tabs"], [`${runOperation}#streaming`, "Streaming"]]);
      await engine.excerpt(`${runOperation}#streaming`, "Some text", ["pnpm", "js"]);
      const option = options(page).filter({ hasText: "Some text" });
      await expect(option).toHaveAttribute("href", /\?lang=pnpm&lang=js#streaming$/);
      await option.click();
      await expect(page).toHaveURL(/\?lang=pnpm&lang=js#streaming$/);
      await expect.poll(() => shownTabs(page)).toEqual(["js", "js", "js", "js"]);
      await expect.poll(() => selectedTabs(page)).toEqual(["js", "js", "js", "js"]);
    });

    test("a word that only one tab has opens that tab", async ({ page }) => {
      await page.goto("");
      await seek(page, "decoder");
      await expect(chosen(page).locator(".search-excerpt mark")).toHaveText("Decoder");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/run-operation\/\?lang=js#streaming$/);
      await expect(page.getByText("new TextDecoderStream()")).toBeVisible();
    });

    test("axe-core finds nothing in it, whatever it shows", async ({ context }) => {
      test.setTimeout(60_000);
      const page = await context.newPage();
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.goto("guide/");
      await page.goto(runOperation);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await open(page);
        await page.keyboard.press("Backspace");
        await expect(options(page).first()).toBeVisible();
        expect(await violations(page), "recent").toEqual([]);
        await page.keyboard.type("stream");
        await expect(page.locator(".search-excerpt mark").first()).toBeVisible();
        expect(await violations(page), "results").toEqual([]);
        await page.keyboard.press("Control+a");
        await page.keyboard.type("qqzzyyxx");
        await expect(page.getByText("Nothing found for")).toBeVisible();
        expect(await violations(page), "none").toEqual([]);
        await page.keyboard.press("Escape");
      }
      await page.route(/\/search\/.*\.json$/, (route) => route.abort());
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.reload();
        await seek(page, "stream");
        await expect(page.getByRole("alert")).toBeVisible();
        expect(await violations(page), "failure").toEqual([]);
      }
    });
  });
}

test("on a phone it fills the screen, ends above the keyboard, and its targets are big", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 700 });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(runOperation);
  await seek(page, "stream");
  await expect(options(page).first()).toBeVisible();
  const dialog = page.getByRole("dialog", { name: "Search" });
  expect(await dialog.boundingBox()).toEqual({ x: 0, y: 0, width: 375, height: 700 });
  // There is no way to have a real keyboard of a phone here.
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, "height", { value: 380 });
    visualViewport.dispatchEvent(new Event("resize"));
  });
  // A list that is drawn anew has no box for a moment.
  const bottom = (part) => part.boundingBox().then((box) => (box ? box.y + box.height : Infinity));
  await expect.poll(() => bottom(page.getByRole("listbox"))).toBeLessThanOrEqual(380);
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => bottom(options(page).last())).toBeLessThanOrEqual(380);
  for (const target of [field(page), options(page).first(), page.getByRole("button", { name: "Close search" })]) {
    expect((await target.boundingBox()).height).toBeGreaterThanOrEqual(44);
  }
  expect(await field(page).evaluate((input) => parseFloat(getComputedStyle(input).fontSize))).toBeGreaterThanOrEqual(16);
});

test("a text selected beyond the dialog's edge leaves it open", async ({ page }) => {
  await page.goto(runOperation);
  await seek(page, "stream");
  const box = await field(page).boundingBox();
  await page.mouse.move(box.x + 60, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(20, box.y + 20);
  await page.mouse.up();
  await expect(field(page)).toBeVisible();
  expect(await page.evaluate(() => getSelection().toString())).not.toBe("");
});

test("the option that the mouse is moved to is the chosen one", async ({ page }) => {
  await page.goto(runOperation);
  await seek(page, "stream");
  await options(page).nth(1).hover();
  await expect(options(page).nth(1)).toHaveAttribute("aria-selected", "true");
  await expect(chosen(page)).toHaveCount(1);
});

test("the drawer makes way for it", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 800 });
  await page.goto(runOperation);
  await page.getByRole("button", { name: "Open navigation" }).click();
  await expect(page.locator(".nav")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await expect(page.locator(".nav")).toBeHidden();
});

test("without JavaScript search is a link to the list of all sections", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(runOperation);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await button(page).click();
  await expect(page).toHaveURL(/\/docs\/search\/$/);
  await page.getByRole("main").getByRole("link", { name: "Reconnection" }).click();
  await expect(page).toHaveURL(/run-operation\/#reconnection$/);
  await expect(page.getByRole("button", { name: /^Colour scheme/ })).toBeHidden();
  await context.close();
});
