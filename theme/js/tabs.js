export function startTabs() {
  const groups = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".code-group")]);
  const has = (/** @type {string} */ key) => groups.some((group) => keys(group).includes(key));
  if (floom.asked && has(floom.asked)) floom.write(floom.local, "floom.lang", floom.choices);
  groups.forEach(mark);

  for (const group of groups) {
    group.addEventListener("click", (event) => {
      const tab = tabOf(event.target);
      if (tab) choose(tab, group, groups);
    });
    group.addEventListener("keydown", (event) => {
      const tab = tabOf(event.target);
      if (!tab || event.altKey || event.ctrlKey || event.metaKey) return;
      const tabs = tabsOf(group);
      const index = tabs.indexOf(tab);
      const next = {
        ArrowRight: tabs[index + 1] ?? tabs[0],
        ArrowLeft: tabs[index - 1] ?? tabs.at(-1),
        Home: tabs[0],
        End: tabs.at(-1),
      }[event.key];
      if (!next) return;
      event.preventDefault();
      choose(next, group, groups);
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    });
  }
}

/** @param {EventTarget | null} target */
function tabOf(target) {
  return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[role=tab]")) : null;
}

/** @param {HTMLElement} group */
function tabsOf(group) {
  return /** @type {HTMLElement[]} */ ([...group.querySelectorAll("[role=tab]")]);
}

/** @param {HTMLElement} group */
function keys(group) {
  return (group.dataset.tabs ?? "").split(" ");
}

/** Brings the ARIA state of a group in line with what the style sheet of boot.js shows.
 * @param {HTMLElement} group */
function mark(group) {
  const own = keys(group);
  const chosen = floom.choices.find((key) => own.includes(key)) ?? own[0];
  for (const tab of tabsOf(group)) {
    const selected = tab.dataset.tab === chosen;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
  }
}

/** @param {HTMLElement} tab @param {HTMLElement} group @param {HTMLElement[]} groups */
function choose(tab, group, groups) {
  const key = tab.dataset.tab;
  if (!floom.isKey(key)) return;
  const before = group.getBoundingClientRect().top;
  floom.choose(key);
  groups.forEach(mark);
  hold(group, before);
  floom.write(floom.local, "floom.lang", floom.choices);

  const url = new URL(location.href);
  url.searchParams.set("lang", key);
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
