"use strict";
// Runs before the first paint, after the style sheet: keep it small.
const floom = (() => {
  const root = document.documentElement;
  root.classList.add("js");
  if (/Mac|iP(hone|ad|od)/.test(navigator.platform)) root.classList.add("mac");

  /** @param {() => Storage} area @param {string} key @returns {unknown} */
  const read = (area, key) => {
    try {
      return JSON.parse(area().getItem(key) ?? "null");
    } catch {
      return null;
    }
  };
  /** @param {() => Storage} area @param {string} key @param {unknown} value */
  const write = (area, key, value) => {
    try {
      area().setItem(key, JSON.stringify(value));
    } catch {
      // Storage may be full or forbidden: the page works without it.
    }
  };
  const local = () => localStorage;
  const session = () => sessionStorage;

  /** @param {string | null} scheme "light", "dark" or null for the system's */
  const setScheme = (scheme) => {
    if (scheme) root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };
  let scheme = null;
  try {
    scheme = localStorage.getItem("floom.scheme");
  } catch {}
  setScheme(scheme === "light" || scheme === "dark" ? scheme : null);

  /** @param {unknown} key @returns {key is string} */
  const isKey = (key) => typeof key === "string" && /^[^\s"\\<>]{1,40}$/.test(key);
  const stored = read(local, "floom.lang");
  const asked = new URLSearchParams(location.search).getAll("lang").filter(isKey);
  let choices = [...new Set([...asked, ...(Array.isArray(stored) ? stored : [])])].filter(isKey).slice(0, 8);

  // What the address leads to. Until the page is read `:target` need not know it, and the first paint may come before.
  let target = ":target";
  try {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id) target = `:is(:target,#${CSS.escape(id)})`;
  } catch {}
  addEventListener("load", () => {
    target = ":target";
    drawTabs();
  });

  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  // A group shows the tab that the address leads into, else the first of the choices it has, or else its first tab.
  const drawTabs = () => {
    const on = "{--tab-ink:var(--ink);--tab-line:var(--accent)}";
    const off = "{display:none}";
    // Until the reader chooses another tab there, which tabs.js notes.
    const linked = `:has(>.tab-panel ${target}):not([data-chosen])`;
    let css = `[data-tabs]${linked}>.tab-list>[aria-selected=true]${on}[data-tabs]${linked}>.tab-panel:not(:has(${target}))${off}`;
    let others = `:not(${linked})`;
    for (const key of choices) {
      const group = `[data-tabs~="${key}"]${others}`;
      css += `${group}>.tab-list>[data-tab="${key}"]${on}${group}>.tab-panel:not([data-tab="${key}"])${off}`;
      others += `:not([data-tabs~="${key}"])`;
    }
    css += `[data-tabs]${others}>.tab-list>:first-child${on}[data-tabs]${others}>.tab-panel~.tab-panel${off}`;
    sheet.replaceSync(`@media screen{${css}}`);
  };
  drawTabs();

  /** @typedef {{ top: number, open: string[], shut: string[] }} NavState */
  customElements.define(
    "nav-end",
    class extends HTMLElement {
      connectedCallback() {
        const nav = /** @type {HTMLElement | null} */ (this.closest(".nav"));
        if (!nav) return;
        const state = /** @type {NavState | null} */ (read(session, "floom.nav"));
        for (const group of nav.querySelectorAll("details")) {
          const key = group.dataset.group ?? "";
          if (state?.open?.includes(key)) group.open = true;
          if (state?.shut?.includes(key) && !group.querySelector("[aria-current]")) group.open = false;
        }
        if (state) nav.scrollTop = state.top;
        floom.showCurrent(nav);
      }
    },
  );

  return {
    read,
    write,
    local,
    session,
    setScheme,
    isKey,
    asked,
    get choices() {
      return choices;
    },
    /** @param {string} key */
    choose(key) {
      choices = [...new Set([key, ...choices])].slice(0, 8);
      drawTabs();
    },
    /** Measures the scroll bar, whose room the style sheet keeps while scrolling is locked. */
    measure() {
      root.style.setProperty("--scrollbar", `${innerWidth - root.clientWidth}px`);
    },
    /** Scrolls the navigation, and nothing else, until it shows the current link.
     * @param {HTMLElement} nav */
    showCurrent(nav) {
      const link = nav.querySelector("[aria-current]");
      if (!link || !nav.clientHeight) return;
      const box = nav.getBoundingClientRect();
      const at = link.getBoundingClientRect();
      if (at.top < box.top + 72 || at.bottom > box.bottom - 24) {
        nav.scrollTop += at.top - box.top - box.height / 3;
      }
    },
  };
})();
