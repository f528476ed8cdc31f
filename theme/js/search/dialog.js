import { keyOf, suggest, wordsOf } from "./suggest.js";

/** @typedef {typeof import("./engine.js").createEngine} CreateEngine */
/** @typedef {Awaited<ReturnType<ReturnType<CreateEngine>["search"]>>} Results */
/** @typedef {(string | { mark: string })[]} Text */
/** @typedef {Pick<ReturnType<CreateEngine>, "mark" | "excerpt">} Source what has found something can tell more of it */
/** @typedef {{ search(query: string): Promise<(Results & { by: Source }) | undefined> }} Remote a search server */
/** @typedef {{ title: string, crumbs: string, url: string }} Visit */
/** @typedef {{ read(): Visit[], keep(pages: Visit[]): void }} Visits */

export class Search {
  /** @param {HTMLDialogElement} dialog @param {CreateEngine} createEngine @param {Visits} visits @param {Remote} [remote] */
  constructor(dialog, createEngine, visits, remote) {
    this.dialog = dialog;
    this.remote = remote;
    this.visits = visits;
    this.createEngine = createEngine;
    this.engine = createEngine(this.reader("default"));
    // Whatever fails here fails the first question too.
    if (!remote) this.engine.start().catch(() => {});

    this.input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
    this.list = this.part(".search-results");
    /** @type {HTMLAnchorElement[]} */
    this.options = [];
    this.active = -1;
    this.turn = 0;
    /** Asks for the excerpt of a hit. @type {Map<Element, () => Promise<void>>} */
    this.excerpts = new Map();
    this.inView = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.excerpts.get(target)?.();
    });

    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.click(event));
    this.list.addEventListener("pointermove", (event) => {
      const option = this.optionAt(event);
      if (option && event.pointerType === "mouse") this.select(this.options.indexOf(option), false);
    });
    this.part(".search-clear").addEventListener("click", () => {
      visits.keep([]);
      this.input.focus();
      this.look();
    });
    // The results end above the keyboard of a phone.
    const view = /** @type {VisualViewport} */ (visualViewport);
    const fit = () => dialog.style.setProperty("--visible", `${view.height * view.scale}px`);
    view.addEventListener("resize", fit);
    fit();
  }

  /** @param {string} selector */
  part(selector) {
    return /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
  }

  /** @param {Event} event */
  optionAt({ target }) {
    return this.options.find((option) => option.contains(/** @type {Node} */ (target)));
  }

  /** @param {RequestCache} cache */
  reader(cache) {
    return async (/** @type {string} */ path) => {
      const response = await fetch(this.dialog.dataset.index + path, path === "manifest.json" ? { cache } : {});
      if (!response.ok) throw new Error(`${response.status} ${path}`);
      return response.text();
    };
  }

  look() {
    this.looking = this.answer(this.input.value, ++this.turn);
  }

  /** @param {string} query @param {number} turn the reader who types on has another */
  async answer(query, turn) {
    if (!query.trim()) return this.showRecent();
    this.dialog.dataset.busy = "";
    await pause(0);
    if (turn !== this.turn) return;
    try {
      const results = await this.find(query, turn);
      if (turn === this.turn) this.showResults(results);
    } catch {
      if (turn === this.turn) this.show("failed", []);
    }
  }

  /** @param {string} query @param {number} turn @returns {Promise<Results & { by?: Source }>} */
  async find(query, turn) {
    const results = await this.remote?.search(query);
    if (results) return results;
    if (turn !== this.turn) throw new Error("another question");
    try {
      return await this.engine.search(query);
    } catch (error) {
      if (turn !== this.turn) throw error;
      // A deploy since the manifest was read has given the files other names.
      const engine = this.createEngine(this.reader("reload"));
      const results = await engine.search(query);
      this.engine = engine;
      return results;
    }
  }

  /** Shows what the missing page may have been, and has its words ready in the field.
   * @param {HTMLElement} place */
  help(place) {
    const base = this.dialog.dataset.base ?? "/";
    if (!this.input.value) {
      this.input.value = wordsOf(keyOf(location.pathname, base));
      this.input.select();
      if (this.dialog.open) this.look();
    }
    return suggest(place, base, (query) => this.engine.search(query));
  }

  showRecent() {
    this.excerpts.clear();
    const pages = this.visits.read().filter(({ url }) => url !== location.pathname);
    const options = pages.slice(0, 6).map(({ title, crumbs, url }) => this.option(url, "recent", [title], [crumbs]));
    this.show(options.length ? "recent" : "empty", options);
  }

  /** @param {Results & { by?: Source }} results */
  showResults({ query, total, pages, by: engine = this.engine }) {
    const old = this.excerpts.size ? this.options : [];
    const before = new Map(old.map((option) => [option.pathname + option.hash, option.lastElementChild]));
    this.excerpts.clear();
    const groups = pages.map(({ title, crumbs, hits }) => {
      const group = this.copy(".search-group");
      const name = /** @type {HTMLElement} */ (group.firstElementChild);
      name.prepend(crumbs && `${crumbs} / `);
      name.lastElementChild?.append(title);
      group.ariaLabel = name.textContent;
      for (const hit of hits) {
        const option = this.option(this.dialog.dataset.base + hit.url, hit.level > 1 ? "section" : "page", engine.mark(hit.heading, query), []);
        // Until its own has come, a hit keeps the excerpt that it had for the word half typed.
        option.lastElementChild?.replaceWith(before.get(option.pathname + option.hash) ?? option.lastElementChild);
        /** @type {Promise<void> | undefined} */
        let excerpt;
        this.excerpts.set(option, () => (excerpt ??= engine.excerpt(hit, query).then((found) => fill(option, found), () => {})));
        group.append(option);
      }
      return group;
    });
    this.part(".search-sought").textContent = query.trim();
    this.show(total ? "found" : "none", groups, total === 1 ? "1 result" : `${total || "No"} results`, query);
  }

  /** @param {string} state @param {HTMLElement[]} children @param {string} [count] @param {string} [query] */
  async show(state, children, count = "", query) {
    delete this.dialog.dataset.busy;
    this.dialog.dataset.state = state;
    this.list.replaceChildren(...children);
    this.list.scrollTop = 0;
    this.list.hidden = !children.length;
    this.list.ariaLabel = state === "recent" ? "Recent pages" : "Results";
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.options = [...this.list.querySelectorAll("a")];
    this.options.forEach((option, index) => (option.id = `search:option:${index}`));
    this.select(query ? 0 : -1);
    this.part(".search-count").textContent = count;

    // Once the list is painted and the reader pauses: the excerpts in view, and then the count.
    const { turn } = this;
    this.inView.disconnect();
    await pause(80);
    if (turn === this.turn) for (const option of this.options) this.inView.observe(option);
    await pause(600);
    if (turn === this.turn) this.part("[role=status]").textContent = query ? `${count} for ${query}` : "";
  }

  /** @param {number} index */
  select(index, scroll = true) {
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
    if (event.key === "ArrowDown") this.select((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.select((this.active > 0 ? this.active : count) - 1);
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

  /** The excerpt tells the tab to open, and is worth a moment.
   * @param {HTMLAnchorElement} option @param {boolean} aside */
  async follow(option, aside) {
    await Promise.race([this.excerpts.get(option)?.(), pause(300)]);
    if (!option.isConnected || !this.dialog.open) return;
    this.excerpts.delete(option);
    if (aside) open(option.href, "_blank", "noopener");
    else option.click();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const option = this.optionAt(event);
    if (!option || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!this.excerpts.has(option)) return this.dialog.close();
    event.preventDefault();
    this.follow(option, false);
  }

  /** @param {string} selector */
  copy(selector) {
    const { content } = /** @type {HTMLTemplateElement} */ (this.part("template"));
    return /** @type {HTMLElement} */ (content.querySelector(selector)?.cloneNode(true));
  }

  /** @param {string} url @param {string} kind @param {Text} title @param {Text} text */
  option(url, kind, title, text) {
    const option = /** @type {HTMLAnchorElement} */ (this.copy("a"));
    const [icon, ...lines] = option.children;
    option.href = url;
    icon?.classList.add(`icon-${kind}`);
    lines[0]?.append(...nodes(title));
    lines[1]?.append(...nodes(text));
    return option;
  }
}

/** @param {HTMLAnchorElement} option @param {{ parts: Text, tabs: string[] }} excerpt */
function fill(option, { parts, tabs }) {
  option.lastElementChild?.replaceChildren(...nodes(parts));
  if (tabs.length) option.search = `${new URLSearchParams(tabs.map((key) => ["lang", key]))}`;
}

/** @param {Text} text */
function nodes(text) {
  return text.map((part) => {
    if (typeof part === "string") return part;
    const mark = document.createElement("mark");
    mark.textContent = part.mark;
    return mark;
  });
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
