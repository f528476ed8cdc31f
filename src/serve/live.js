// Keeps an open page up to date. `floom-docs serve` puts it into the pages that it shows; no published site has it.

/** @typedef {{ text: string, place: string | null, href: string | null }} Problem */
/** @typedef {{ version: number, scripts: string, files: Record<string, number>, problems: Problem[] }} Message */

const script = /** @type {HTMLElement | null} */ (document.querySelector("script[data-tag]"));
/** Stands for the bytes of the page in view. */
let tag = script?.dataset.tag ?? "";
/** The page in view as it was sent, without what scripts have made of it.
 * @type {Document | undefined} */
let sent;
/** @type {string | undefined} */
let scripts;
let version = 0;
/** One message after the other.
 * @type {Promise<unknown>} */
let work = Promise.resolve();

listen();

function listen() {
  const source = new EventSource("/@floom/events");
  source.addEventListener("message", (event) => {
    work = work.then(() => take(JSON.parse(event.data))).catch(console.warn);
  });
  source.addEventListener("error", () => {
    // The browser asks again by itself, unless it was refused.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  });
}

/** @param {Message} message */
async function take(message) {
  showProblems(message.problems);
  if (scripts && message.scripts && scripts !== message.scripts) return location.reload();
  scripts = message.scripts || scripts;
  if (version) refreshImages(message);
  version = message.version;
  await look();
}

/** Files that keep their names are asked for again.
 * @param {Message} message */
function refreshImages({ files }) {
  for (const image of document.images) {
    const changed = files[new URL(image.src).pathname];
    if (changed && changed !== Number(image.dataset.version ?? 0)) {
      image.dataset.version = String(changed);
      image.src = `${new URL(image.src).pathname}?v=${changed}`;
    }
  }
}

/** Asks for the page in view, and shows it if it is another. */
async function look() {
  const known = sent ? { "If-None-Match": `"${tag}"` } : undefined;
  const response = await fetch(location.pathname + location.search, { headers: known });
  if (response.status === 304) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const newTag = (response.headers.get("etag") ?? "").replaceAll('"', "");
  const isSame = newTag === tag;
  const before = sent;
  sent = page;
  tag = newTag;
  if (!isSame) swap(before, page);
}

/** @param {Document | undefined} before @param {Document} next */
function swap(before, next) {
  document.title = next.title;
  swapSheets(next);
  /** @type {Element[]} */
  const changed = [];
  if (before) patch(document.body, before.body, next.body, changed);
  else replaceMain(next);
  document.dispatchEvent(new Event("floom:content"));
  showChanged(changed);
}

/** What the page was made of is not known, so nothing of it can be kept.
 * @param {Document} next */
function replaceMain(next) {
  for (const part of ["main", ".nav-tree"]) {
    const now = document.querySelector(part);
    const then = next.querySelector(part);
    if (now && then) now.replaceWith(document.importNode(then, true));
  }
}

/** A new style sheet is there before the old one goes.
 * @param {Document} next */
function swapSheets(next) {
  const links = (/** @type {Document} */ page) => /** @type {HTMLLinkElement[]} */ ([...page.querySelectorAll("link[rel=stylesheet]")]);
  const wanted = links(next).map((link) => link.getAttribute("href") ?? "");
  const old = links(document).filter((link) => !link.dataset.leaving && !wanted.includes(link.getAttribute("href") ?? ""));
  const known = links(document).map((link) => link.getAttribute("href") ?? "");
  const fresh = wanted.filter((href) => !known.includes(href));
  const leave = () => old.forEach((link) => link.remove());
  old.forEach((link) => (link.dataset.leaving = ""));
  let left = fresh.length;
  if (!left) leave();
  for (const href of fresh) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    for (const name of ["load", "error"]) link.addEventListener(name, () => --left || leave(), { once: true });
    (old.at(-1) ?? document.head.lastElementChild)?.after(link);
  }
}

/** Changes what differs between two pages, in the page that scripts have worked on since: they add at the end of
 * elements, and change attributes.
 * @param {Element} live @param {Element} old @param {Element} next @param {Element[]} changed */
function patch(live, old, next, changed) {
  if (old.isEqualNode(next)) return;
  patchAttributes(live, old, next, changed);
  const [now, before, then] = [live, old, next].map((element) => [...element.childNodes]);
  if (!now || !before || !then) return;
  if (before.some((node, index) => node.nodeName !== now[index]?.nodeName)) {
    live.replaceChildren(...then.map((node) => document.importNode(node, true)));
    changed.push(live);
    return;
  }
  const isSame = (/** @type {Node | undefined} */ a, /** @type {Node | undefined} */ b) => Boolean(a && b?.isEqualNode(a));
  const shorter = Math.min(before.length, then.length);
  let start = 0;
  while (start < shorter && isSame(before[start], then[start])) start++;
  let end = 0;
  while (end < shorter - start && isSame(before.at(-1 - end), then.at(-1 - end))) end++;
  const old_ = before.slice(start, before.length - end);
  const new_ = then.slice(start, then.length - end);
  const live_ = now.slice(start, before.length - end);
  if (old_.length === new_.length) {
    new_.forEach((node, index) => patchNode(/** @type {ChildNode} */ (live_[index]), /** @type {Node} */ (old_[index]), node, live, changed));
    return;
  }
  const behind = now[before.length - end] ?? null;
  live_.forEach((node) => node.remove());
  for (const node of new_) {
    const copy = live.insertBefore(document.importNode(node, true), behind);
    if (copy instanceof Element) changed.push(copy);
  }
  if (!new_.some((node) => node instanceof Element)) changed.push(live);
}

/** @param {ChildNode} live @param {Node} old @param {Node} next @param {Element} parent @param {Element[]} changed */
function patchNode(live, old, next, parent, changed) {
  if (old.isEqualNode(next)) return;
  if (live instanceof Element && old instanceof Element && next instanceof Element && old.nodeName === next.nodeName) {
    patch(live, old, next, changed);
    return;
  }
  const copy = document.importNode(next, true);
  live.replaceWith(copy);
  changed.push(copy instanceof Element ? copy : parent);
}

/** @param {Element} live @param {Element} old @param {Element} next @param {Element[]} changed */
function patchAttributes(live, old, next, changed) {
  const names = new Set([...old.getAttributeNames(), ...next.getAttributeNames()]);
  for (const name of names) {
    const value = next.getAttribute(name);
    if (old.getAttribute(name) === value) continue;
    if (value === null) live.removeAttribute(name);
    else live.setAttribute(name, value);
    changed.push(live);
  }
}

/** Scrolls to what has changed in the text if none of it is in view.
 * @param {Element[]} changed */
function showChanged(changed) {
  const text = document.querySelector("main article") ?? document.querySelector("main");
  const parts = changed.filter(
    (part) => text !== part && text?.contains(part) && part.isConnected && part.checkVisibility() && !part.closest(".page-footer"),
  );
  const isInView = (/** @type {Element} */ part) => {
    const { top, bottom } = part.getBoundingClientRect();
    return bottom > 64 && top < innerHeight;
  };
  if (!parts.some(isInView)) parts[0]?.scrollIntoView({ block: "center", behavior: "instant" });
}

const style = `
:host { position: fixed; inset: auto 0 0 0; width: auto; max-height: 60vh; margin: 0; padding: 0; border: 0;
  border-top: 3px solid #d33; background: #1c1917; color: #f5f5f4; overflow: auto; font: 14px/1.5 system-ui, sans-serif; }
header { position: sticky; top: 0; display: flex; justify-content: space-between; padding: 8px 16px; background: inherit; }
h2 { margin: 0; font-size: 14px; }
pre { margin: 0; padding: 8px 16px 16px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; }
a { color: #93c5fd; }
button { font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: 4px; }`;

/** @type {HTMLElement | undefined} */
let overlay;
let told = "[]";

/** Shows the words of the terminal over the page, or takes them away.
 * @param {Problem[]} problems */
function showProblems(problems) {
  const text = JSON.stringify(problems);
  if (text === told && (overlay?.isConnected || !problems.length)) return;
  told = text;
  overlay?.remove();
  overlay = undefined;
  if (problems.length) overlay = drawProblems(problems);
}

/** @param {Problem[]} problems */
function drawProblems(problems) {
  const host = document.createElement("div");
  host.id = "floom:problems";
  host.popover = "manual";
  host.setAttribute("role", "alert");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const title = document.createElement("h2");
  title.textContent = problems.length === 1 ? "1 error" : `${problems.length} errors`;
  const close = document.createElement("button");
  close.textContent = "Hide";
  close.addEventListener("click", () => host.hidePopover());
  const header = document.createElement("header");
  header.append(title, close);
  root.append(header, ...problems.map(drawProblem));
  document.body.append(host);
  host.showPopover();
  return host;
}

/** @param {Problem} problem */
function drawProblem({ text, place, href }) {
  const words = document.createElement("pre");
  const at = place ? text.indexOf(place) : -1;
  if (!place || !href || at < 0) {
    words.textContent = text;
    return words;
  }
  const link = document.createElement("a");
  link.href = href;
  link.textContent = place;
  words.append(text.slice(0, at), link, text.slice(at + place.length));
  return words;
}
