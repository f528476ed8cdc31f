import { expect, settled, test } from "./site.mjs";

const base = "http://127.0.0.1:47815/";
const server = "http://127.0.0.1:47816/docs/_search";
const field = (page) => page.getByRole("combobox");
const options = (page) => page.getByRole("option");
const status = (page) => page.locator("#shell\\:search [role=status]");

async function seek(page, query, at = base) {
  await page.goto(at);
  await page.waitForLoadState();
  await settled(page);
  await page.keyboard.press("/");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(query);
}

/** What is asked of the server, and what of the index. */
function watch(page) {
  const asked = { server: [], index: [] };
  page.on("request", (request) => {
    if (request.url() === server) asked.server.push(request);
    if (/\/search\/.*\.json$/.test(request.url())) asked.index.push(request.url());
  });
  return asked;
}

test("the dialog shows what the server finds, and loads no index", async ({ page }) => {
  const asked = watch(page);
  await seek(page, "rotate key");
  await expect(status(page)).toHaveText(/ for rotate key$/);
  await expect(options(page).first()).toContainText("Rotate a key");
  await expect(options(page).first()).toHaveAttribute("href", "/guide/keys/#rotate-a-key");
  await expect(options(page).first().locator("mark")).toHaveText(["Rotate", "key", "rotate", "key"]);
  await expect(page.getByRole("group", { name: "Guide / Keys" })).toBeVisible();
  expect(asked.index).toEqual([]);
  const last = asked.server.at(-1);
  expect([last.method(), (await last.allHeaders())["content-type"]]).toEqual(["POST", "application/json"]);
  expect((await last.allHeaders()).cookie).toBeUndefined();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${base}guide/keys/#rotate-a-key`);
});

test("the last word may be half written, and other forms and compounds are found", async ({ page }) => {
  const asked = watch(page);
  await seek(page, "rotating");
  await expect(options(page).first()).toContainText("Rotate a key");
  await field(page).fill("doo");
  await expect(options(page).first().locator("mark").first()).toHaveText("Doors");
  await field(page).fill("rotate_key");
  await expect(options(page).filter({ has: page.locator("mark", { hasText: "rotate_key" }) })).toHaveCount(1);
  expect(asked.index).toEqual([]);
});

test("a reader who types on asks once and not by each key", async ({ page }) => {
  await page.clock.install();
  const asked = watch(page);
  await seek(page, "");
  await page.clock.pauseAt(new Date(Date.now() + 60_000));
  for (const letter of "rotate a key every month") {
    await page.keyboard.type(letter);
    await page.clock.runFor(50);
  }
  await page.clock.resume();
  await expect(status(page)).toHaveText(/ for rotate a key every month$/);
  expect(asked.server.map((request) => request.postData().includes('"month"'))).toEqual([true]);
});

for (const word of ["refuse", "garble", "empty", "stall"]) {
  test(`where the server can but ${word}, the index answers, and the server is left alone`, async ({ context }) => {
    const page = await context.newPage();
    const asked = watch(page);
    await seek(page, word);
    if (word === "empty") {
      await expect(page.getByText("Nothing found for")).toBeVisible();
    } else {
      await expect(options(page).first()).toContainText("Lost keys");
    }
    expect(asked.index.length).toBeGreaterThan(0);
    const count = asked.server.length;
    expect(count).toBeGreaterThan(0);
    await field(page).fill("month");
    await expect(options(page).first()).toContainText("Rotate a key");
    expect(asked.server.length).toBe(count);
  });
}

test("where no server is, the index answers", async ({ context }) => {
  const page = await context.newPage();
  await page.route(server, (route) => route.abort());
  await seek(page, "month");
  await expect(options(page).first()).toContainText("Rotate a key");
});

test("a slip that the server finds nothing for is forgiven by the index", async ({ page }) => {
  const asked = watch(page);
  await seek(page, "rotaet ");
  await expect(options(page).first()).toContainText("Rotate a key");
  expect(asked.server.length).toBeGreaterThan(0);
});

test("what a hostile server says is text, and leads nowhere but into the site", async ({ page }) => {
  await page.addInitScript(() => (window.hit = () => document.documentElement.setAttribute("data-hit", "")));
  await seek(page, "hostile");
  await expect(options(page)).toHaveCount(1);
  await expect(options(page)).toContainText('<img src="x" onerror="hit()"><b>bold</b>');
  await expect(options(page)).toHaveAttribute("href", "/guide/keys/#rotate-a-key");
  await expect(page.locator(".search-results :is(img, b b)")).toHaveCount(0);
  await expect(options(page).locator("mark")).toHaveText("hostile");
  expect(await page.locator("html").getAttribute("data-hit")).toBeNull();
});

test("the policy lets pages ask that host and no other", async ({ context }) => {
  const page = await context.newPage();
  const response = await page.goto(base);
  const policies = [response.headers()["content-security-policy"], await page.locator("meta[http-equiv]").getAttribute("content")];
  for (const policy of policies) {
    expect(policy).toContain("; connect-src 'self' http://127.0.0.1:47816; ");
    expect(policy.match(/47816/g)).toHaveLength(1);
  }
});

test("a site that names no server asks none", async ({ page }) => {
  const requests = [];
  page.on("request", (request) => requests.push(request));
  await seek(page, "stream", "");
  await expect(status(page)).toHaveText(/ for stream$/);
  expect(requests.filter((request) => request.method() !== "GET" || /remote\.js$/.test(request.url()))).toEqual([]);
});
