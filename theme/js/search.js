/** @typedef {{ title: string, crumbs: string, url: string, text: string, page: boolean }} Entry */

const shown = 40;

export function startSearch() {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a[data-search]")]);
  const first = links[0];
  if (!first) return;
  first.setAttribute("aria-keyshortcuts", "Meta+K Control+K /");
  /** @type {Dialog | undefined} */
  let dialog;
  const open = () => (dialog ??= new Dialog(first.href)).open();

  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
  }
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const combination = event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey;
    const slash = event.key === "/" && !event.metaKey && !event.ctrlKey && !event.altKey && !isTyping(event.target);
    if (!combination && !(slash && !dialog?.isOpen)) return;
    event.preventDefault();
    if (dialog?.isOpen) dialog.close();
    else open();
  });
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

class Dialog {
  /** @param {string} source address of the page that lists every page and section */
  constructor(source) {
    this.source = source;
    /** @type {Promise<Entry[]> | undefined} */
    this.entries = undefined;
    this.active = -1;

    this.input = build("input", {
      type: "text",
      role: "combobox",
      "aria-label": "Search the documentation",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "search:results",
      placeholder: "Search pages and sections",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
    });
    this.list = build("div", { id: "search:results", class: "search-results", role: "listbox", "aria-label": "Results" });
    this.status = build("p", { class: "search-status", role: "status" });
    const close = build("button", { type: "button" }, [
      build("span", { class: "visually-hidden" }, ["Close search"]),
      build("kbd", { "aria-hidden": "true" }, ["Esc"]),
    ]);
    const icon = build("span", { class: "icon icon-search" });
    const field = build("div", { class: "search-field" }, [icon, this.input, close]);
    this.element = build("dialog", { class: "search", "aria-label": "Search" }, [field, this.list, this.status]);
    document.body.append(this.element);

    close.addEventListener("click", () => this.close());
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element || (event.target instanceof Element && event.target.closest("a"))) this.close();
    });
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
  }

  get isOpen() {
    return this.element.open;
  }

  open() {
    if (this.isOpen) return;
    /** @type {HTMLElement | null} */ (document.querySelector(".nav:popover-open, .toc:popover-open"))?.hidePopover();
    floom.measure();
    this.element.showModal();
    this.input.select();
    this.search();
  }

  close() {
    this.element.close();
  }

  async search() {
    const query = this.input.value;
    this.entries ??= load(this.source);
    let entries;
    try {
      entries = await this.entries;
    } catch {
      this.entries = undefined;
      this.status.replaceChildren("The list of pages could not be loaded. ", build("a", { href: this.source }, ["Open it as a page"]));
      return;
    }
    // An answer that arrives after the next key press is out of date.
    if (query === this.input.value) this.draw(find(entries, query), query);
  }

  /** @param {Entry[]} found @param {string} query */
  draw(found, query) {
    const words = split(query);
    const options = found.slice(0, shown).map((entry, index) =>
      build("a", { id: `search:result:${index}`, role: "option", "aria-selected": "false", tabindex: "-1", href: entry.url }, [
        build("span", { class: "search-title" }, highlight(entry.title, words)),
        build("span", { class: "search-crumbs" }, [entry.crumbs]),
      ]),
    );
    this.list.replaceChildren(...options);
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.select(options.length ? 0 : -1);
    const count = found.length === 1 ? "1 result" : `${found.length} results`;
    if (!words.length) this.status.textContent = found.length === 1 ? "1 page" : `${found.length} pages`;
    else this.status.textContent = found.length ? count : `Nothing found for “${query.trim()}”`;
  }

  /** @param {number} index */
  select(index) {
    const options = this.list.children;
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = options[index];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest", behavior: "instant" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    const count = this.list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) {
      event.preventDefault();
      this.select((this.active + step + count) % count);
    } else if (event.key === "Enter") {
      const option = /** @type {HTMLAnchorElement | undefined} */ (this.list.children[this.active]);
      if (!option) return;
      event.preventDefault();
      if (event.metaKey || event.ctrlKey) open(option.href, "_blank", "noopener");
      else option.click();
    }
  }
}

/** @param {string} source @returns {Promise<Entry[]>} */
async function load(source) {
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${response.status} ${source}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...page.querySelectorAll("[data-entry]")].flatMap((item) => {
    const crumbs = item.getAttribute("data-crumbs") ?? "";
    const name = item.querySelector("h2")?.textContent?.trim() ?? "";
    return [...item.querySelectorAll("a")].map((link) => {
      const title = link.textContent?.trim() ?? "";
      const page = Boolean(link.closest("h2"));
      const path = page ? crumbs : [crumbs, name].filter(Boolean).join(" / ");
      return { title, crumbs: path, url: link.getAttribute("href") ?? "", text: fold(`${title} ${path}`), page };
    });
  });
}

/** @param {string} text */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** @param {string} query */
function split(query) {
  return fold(query).split(/\s+/).filter(Boolean);
}

/** @param {Entry[]} entries @param {string} query */
function find(entries, query) {
  const words = split(query);
  if (!words.length) return entries.filter((entry) => entry.page);
  const phrase = words.join(" ");
  const rank = (/** @type {Entry} */ entry) => {
    const title = fold(entry.title);
    const place = title === phrase ? 0 : title.startsWith(phrase) ? 1 : title.includes(phrase) ? 2 : words.every((word) => title.includes(word)) ? 3 : 4;
    return place * 2 + (entry.page ? 0 : 1);
  };
  return entries
    .filter((entry) => words.every((word) => entry.text.includes(word)))
    .map((entry) => ({ entry, rank: rank(entry) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

/** Marks the words where folding leaves the length alone, so that offsets hold.
 * @param {string} title @param {string[]} words @returns {(string | HTMLElement)[]} */
function highlight(title, words) {
  const folded = fold(title);
  if (!words.length || folded.length !== title.length) return [title];
  const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  const parts = [];
  let end = 0;
  for (const match of folded.matchAll(pattern)) {
    parts.push(title.slice(end, match.index));
    end = match.index + match[0].length;
    parts.push(build("mark", {}, [title.slice(match.index, end)]));
  }
  return [...parts, title.slice(end)];
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
