import { forgetVisits, visits } from "../search.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./engine.js").Results} Results */
/** @typedef {import("./engine.js").Hit} Hit */
/** @typedef {import("./engine.js").Part} Part */
/** @typedef {(load: (path: string) => Promise<string>) => Engine} CreateEngine */

/** @param {HTMLDialogElement} dialog @param {CreateEngine} createEngine */
export function startDialog(dialog, createEngine) {
  return new Search(dialog, createEngine);
}

class Search {
  /** @param {HTMLDialogElement} dialog @param {CreateEngine} createEngine */
  constructor(dialog, createEngine) {
    this.dialog = dialog;
    this.createEngine = createEngine;
    this.engine = createEngine(reader(dialog, "default"));
    // Whatever fails here, the first question meets it again.
    this.engine.start().catch(() => {});

    this.input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
    this.list = this.part(".search-results");
    /** @type {HTMLAnchorElement[]} */
    this.options = [];
    this.active = -1;
    this.turn = 0;
    this.looking = Promise.resolve();
    /** What brings each hit's excerpt: asked for once. @type {Map<Element, () => Promise<void>>} */
    this.excerpts = new Map();
    this.inView = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.excerpts.get(target)?.();
    });

    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.click(event));
    this.list.addEventListener("pointermove", ({ target, pointerType }) => {
      const index = this.options.findIndex((option) => option.contains(/** @type {Node} */ (target)));
      if (pointerType === "mouse" && index >= 0 && index !== this.active) this.select(index, false);
    });
    this.part(".search-clear").addEventListener("click", () => {
      forgetVisits(dialog);
      this.input.focus();
      this.look();
    });
    this.fit();
    visualViewport?.addEventListener("resize", () => this.fit());
  }

  /** @param {string} selector */
  part(selector) {
    return /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
  }

  /** Keeps the results above the keyboard of a phone. */
  fit() {
    if (visualViewport) this.dialog.style.setProperty("--visible", `${visualViewport.height * visualViewport.scale}px`);
  }

  look() {
    const turn = ++this.turn;
    this.looking = this.answer(this.input.value.trim(), () => turn !== this.turn);
  }

  /** @param {string} query @param {() => boolean} isOver whether the reader has typed on */
  async answer(query, isOver) {
    if (!query) return this.showRecent();
    this.dialog.dataset.busy = "";
    await pause(0);
    if (isOver()) return;
    try {
      const results = await this.find(query);
      if (!isOver()) this.showResults(results);
    } catch {
      if (!isOver()) this.show("failed", [], "");
    }
  }

  /** @param {string} query */
  async find(query) {
    try {
      return await this.engine.search(query);
    } catch {
      // A deploy since the manifest was read has given the files other names.
      const engine = this.createEngine(reader(this.dialog, "reload"));
      const results = await engine.search(query);
      this.engine = engine;
      return results;
    }
  }

  showRecent() {
    const pages = visits(this.dialog).filter((visit) => visit.url !== location.pathname);
    const options = pages.slice(0, 6).map(({ title, crumbs, url }) => option(url, "recent", [title], [crumbs]));
    this.excerpts.clear();
    this.show(options.length ? "recent" : "empty", options, "");
  }

  /** @param {Results} results */
  showResults({ query, total, pages }) {
    const { engine } = this;
    const old = this.dialog.dataset.state === "found" ? this.options : [];
    const before = new Map(old.map((option) => [option.pathname + option.hash, option.querySelector(".search-excerpt")]));
    this.excerpts.clear();
    const marked = (/** @type {string} */ text) => nodes(engine.mark(text, query));
    const groups = pages.map((page, index) => {
      const name = build("div", { id: `search:page:${index}`, class: "search-page", role: "presentation" }, [
        page.crumbs ? `${page.crumbs} / ` : "",
        build("b", {}, [page.title]),
      ]);
      const options = page.hits.map((hit) => {
        const link = option(this.dialog.dataset.base + hit.url, hit.level > 1 ? "section" : "page", marked(hit.heading), []);
        // Until its own has come, a hit keeps the excerpt that it had for the word half typed.
        const excerpt = before.get(link.pathname + link.hash);
        if (excerpt) link.querySelector(".search-excerpt")?.replaceWith(excerpt);
        this.excerpts.set(link, once(() => bringExcerpt(engine, hit, query, link)));
        return link;
      });
      return build("div", { role: "group", "aria-labelledby": name.id }, [name, ...options]);
    });
    this.part(".search-sought").textContent = query;
    this.show(total ? "found" : "none", groups, total === 1 ? "1 result" : `${total} results`);
    this.say(total ? `${total === 1 ? "1 result" : `${total} results`} for ${query}` : `Nothing found for ${query}`);
    if (total) this.select(0, false);
    this.watch();
  }

  /** Excerpts are asked for after the paint, once the reader pauses, and only of the hits in view. */
  async watch() {
    this.inView.disconnect();
    const { turn } = this;
    await pause(80);
    if (turn === this.turn) for (const option of this.options) this.inView.observe(option);
  }

  /** @param {string} state @param {HTMLElement[]} children @param {string} count */
  show(state, children, count) {
    delete this.dialog.dataset.busy;
    this.dialog.dataset.state = state;
    this.list.replaceChildren(...children);
    this.list.scrollTop = 0;
    this.list.hidden = !children.length;
    this.list.setAttribute("aria-label", state === "recent" ? "Recent pages" : "Results");
    this.options = [...this.list.querySelectorAll("a")];
    this.options.forEach((option, index) => (option.id = `search:option:${index}`));
    this.input.setAttribute("aria-expanded", String(children.length > 0));
    this.part(".search-count").textContent = count;
    this.select(-1, false);
    this.say("");
  }

  /** Tells how many there are, once the reader pauses.
   * @param {string} text */
  say(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.part("[role=status]").textContent = text), text ? 700 : 0);
  }

  /** @param {number} index @param {boolean} scroll */
  select(index, scroll) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    // The first one brings the name of its page along.
    if (scroll) (index ? option : this.list.firstElementChild)?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    const count = this.options.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) this.select(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count, true);
    else if (event.key === "Enter") this.enter(event.metaKey || event.ctrlKey);
    else return;
    event.preventDefault();
  }

  /** @param {boolean} aside in a new tab */
  async enter(aside) {
    if (this.dialog.dataset.state === "failed") return this.look();
    const { turn } = this;
    await this.looking;
    const option = this.options[this.active];
    if (option && turn === this.turn) this.follow(option, aside);
  }

  /** @param {HTMLAnchorElement} option @param {boolean} aside */
  async follow(option, aside) {
    await Promise.race([this.excerpts.get(option)?.(), pause(300)]);
    this.excerpts.delete(option);
    if (!option.isConnected || !this.dialog.open) return;
    if (aside) open(option.href, "_blank", "noopener");
    else option.click();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const option = event.target instanceof Element && event.target.closest("a");
    if (!option || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!this.excerpts.has(option)) return this.dialog.close();
    event.preventDefault();
    this.follow(option, false);
  }
}

/** @param {HTMLElement} dialog @param {RequestCache} cache @returns {(path: string) => Promise<string>} */
function reader(dialog, cache) {
  return async (path) => {
    const response = await fetch(dialog.dataset.index + path, { cache: path === "manifest.json" ? cache : "default" });
    if (!response.ok) throw new Error(`${response.status} ${path}`);
    return response.text();
  };
}

/** Says where in the section the words are, and leads to the tab that they stand in.
 * @param {Engine} engine @param {Hit} hit @param {string} query @param {HTMLAnchorElement} link */
async function bringExcerpt(engine, hit, query, link) {
  try {
    const { parts, tabs } = await engine.excerpt(hit, query);
    link.querySelector(".search-excerpt")?.replaceChildren(...nodes(parts));
    if (tabs.length) link.search = new URLSearchParams(tabs.map((key) => ["lang", key])).toString();
  } catch {
    // A hit can be followed without its excerpt.
  }
}

/** @param {string} url @param {string} kind @param {(Node | string)[]} title @param {(Node | string)[]} excerpt */
function option(url, kind, title, excerpt) {
  return build("a", { role: "option", "aria-selected": "false", tabindex: "-1", href: url }, [
    build("span", { class: `icon icon-${kind}` }),
    build("span", { class: "search-title" }, title),
    build("span", { class: "search-excerpt" }, excerpt),
  ]);
}

/** @param {Part[]} parts */
function nodes(parts) {
  return parts.map((part) => (typeof part === "string" ? part : build("mark", {}, [part.mark])));
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} [children]
 */
function build(name, attributes, children = []) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** @template T @param {() => T} action @returns {() => T} */
function once(action) {
  /** @type {T | undefined} */
  let done;
  return () => (done ??= action());
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
