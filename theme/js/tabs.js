/** The groups of the page; the preview server may put others into it. */
let groups = /** @type {HTMLElement[]} */ ([]);
let isListening = false;

export function startTabs() {
  groups = [...document.querySelectorAll("[data-tabs]")].map((group) => /** @type {HTMLElement} */ (group));
  if (!groups.length) return;
  groups.forEach(mark);
  if (isListening) return;
  isListening = true;
  const has = (/** @type {string} */ key) => groups.some((group) => keys(group).includes(key));
  if (floom.asked.some(has)) floom.write(floom.local, "floom.lang", floom.choices);

  addEventListener("click", (event) => {
    const tab = tabOf(event.target);
    if (tab) choose(tab);
  });
  addEventListener("keydown", (event) => {
    const tab = tabOf(event.target);
    if (!tab || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = nextTab(tab, event.key);
    if (!next) return;
    event.preventDefault();
    choose(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  });
  followAddress();
}

/** Opens the tabs that the address leads into. The style sheet of boot.js shows them by `:target`, before the browser
 * scrolls there, unless the reader chose another tab since. */
function followAddress() {
  const open = () => groups.forEach((group) => delete group.dataset.chosen);
  addEventListener("click", (event) => {
    if (event.target instanceof Element && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      const link = /** @type {HTMLAnchorElement | null} */ (event.target.closest("a[href*='#']"));
      // The address may be this one already: then nothing else tells of the click.
      if (link && link.pathname + link.search === location.pathname + location.search) open();
    }
  });
  addEventListener("hashchange", () => {
    open();
    groups.forEach(mark);
  });
  addEventListener("load", () => groups.forEach(mark));
}

/** @param {EventTarget | null} target */
function tabOf(target) {
  return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[role=tab]")) : null;
}

/** @param {Element} group */
function tabsOf(group) {
  return /** @type {HTMLElement[]} */ ([...group.querySelectorAll(":scope > .tab-list > [role=tab]")]);
}

/** @param {HTMLElement} tab @param {string} key */
function nextTab(tab, key) {
  const tabs = tabsOf(groupOf(tab));
  const index = tabs.indexOf(tab);
  return {
    ArrowRight: tabs[index + 1] ?? tabs[0],
    ArrowLeft: tabs[index - 1] ?? tabs.at(-1),
    Home: tabs[0],
    End: tabs.at(-1),
  }[key];
}

/** @param {HTMLElement} tab */
function groupOf(tab) {
  return /** @type {HTMLElement} */ (tab.closest("[data-tabs]"));
}

/** @param {HTMLElement} group */
function keys(group) {
  return (group.dataset.tabs ?? "").split(" ");
}

/** Brings the ARIA state of a group in line with what the style sheet of boot.js shows.
 * @param {HTMLElement} group */
function mark(group) {
  const own = keys(group);
  const chosen = linkedKey(group) ?? floom.choices.find((key) => own.includes(key)) ?? own[0];
  for (const tab of tabsOf(group)) {
    const selected = tab.dataset.tab === chosen;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
  }
}

/** The tab that the address leads into, while no other has been chosen.
 * @param {HTMLElement} group */
function linkedKey(group) {
  const panel = /** @type {HTMLElement | null} */ (group.querySelector(":scope:not([data-chosen]) > .tab-panel:has(:target)"));
  return panel?.dataset.tab;
}

/** @param {HTMLElement} tab */
function choose(tab) {
  const key = tab.dataset.tab;
  if (!floom.isKey(key)) return;
  const group = groupOf(tab);
  const before = group.getBoundingClientRect().top;
  floom.choose(key);
  for (const other of groups) if (keys(other).includes(key)) other.dataset.chosen = "";
  groups.forEach(mark);
  hold(group, before);
  floom.write(floom.local, "floom.lang", floom.choices);

  const url = new URL(location.href);
  url.searchParams.set("lang", key);
  // Opened anew, the address would lead away from the tab that was chosen last.
  if (document.querySelector(":target")?.checkVisibility() === false) url.hash = "";
  history.replaceState(history.state, "", url);
}

/** Keeps the group where the reader pressed it while groups above it change height.
 * @param {HTMLElement} group @param {number} before */
function hold(group, before) {
  const root = document.documentElement;
  root.style.overflowAnchor = "none";
  const moved = () => group.getBoundingClientRect().top - before;
  const column = group.closest(".samples");
  if (column && moved()) column.scrollTop += moved();
  if (moved()) scrollBy({ top: moved(), behavior: "instant" });
  requestAnimationFrame(() => {
    root.style.overflowAnchor = "";
  });
}
