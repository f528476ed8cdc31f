/** @typedef {{ title: string, crumbs: string, url: string }} Visit */
/** @typedef {{ look(): void, help(place: HTMLElement): void }} Loaded what the bundle makes of the dialog */

/** Opens the dialog, which stands in the page: its field takes every key before the rest has arrived. */
export function startSearch() {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("shell:search"));
  const input = dialog?.querySelector("input");
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-search]"));
  if (!dialog || !input || !links[0]) return;
  links[0].setAttribute("aria-keyshortcuts", "Meta+K Control+K /");
  const visits = visitsOf(dialog.dataset.base ?? "/");
  noteVisit(visits, links[0].pathname);

  /** @type {Promise<Loaded | void> | undefined} */
  let loading;
  const load = () =>
    (loading ??= Promise.all([import("./search.bundle.js"), dialog.dataset.server ? import("./remote.js") : undefined]).then(
      ([bundle, remote]) => new bundle.Search(dialog, bundle.createEngine, visits, remote?.createRemote(bundle, dialog.dataset)),
      () => {
        loading = undefined;
        dialog.dataset.state = "failed";
        delete dialog.dataset.busy;
      },
    ));
  const look = async () => {
    dialog.dataset.busy = "";
    (await load())?.look();
  };
  const open = () => {
    /** @type {HTMLElement | null} */ (document.querySelector(".nav:popover-open, .toc:popover-open"))?.hidePopover();
    floom.measure();
    dialog.showModal();
    input.select();
    look();
  };

  const missing = /** @type {HTMLElement | null} */ (document.querySelector("[data-suggest]"));
  if (missing) load().then((search) => search?.help(missing));

  for (const link of links) {
    link.addEventListener("pointerenter", load);
    link.addEventListener("focus", load);
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
  }
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const command = event.metaKey || event.ctrlKey;
    // The field has the focus for a moment after the dialog was closed.
    const isSlash = event.key === "/" && !dialog.open && (event.target === input || !isField(event.target));
    const isAsked = command ? event.key.toLowerCase() === "k" && !event.shiftKey : isSlash;
    if (!isAsked) return;
    event.preventDefault();
    if (!dialog.open) open();
    else if (command) dialog.close();
  });

  dialog.addEventListener("mousedown", (event) => {
    if (event.target !== dialog) return;
    // Focus goes back to where it was, not to what was pressed.
    event.preventDefault();
    dialog.close();
  });
  dialog.querySelector(".search-close")?.addEventListener("click", () => dialog.close());
  dialog.querySelector(".search-retry")?.addEventListener("click", () => {
    input.focus();
    look();
  });
}

/** @param {EventTarget | null} target */
function isField(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** The pages read last, the newest first.
 * @param {string} base the site's: others may have the same host */
function visitsOf(base) {
  const key = `floom.recent ${base}`;
  return {
    /** @returns {Visit[]} */
    read() {
      const stored = floom.read(floom.local, key);
      return Array.isArray(stored) ? stored.filter((visit) => visit?.title && visit.url) : [];
    },
    /** @param {Visit[]} pages */
    keep(pages) {
      floom.write(floom.local, key, pages);
    },
  };
}

/** @param {ReturnType<typeof visitsOf>} visits @param {string} list path of the page that lists all sections */
function noteVisit(visits, list) {
  const url = location.pathname;
  const pages = visits.read().filter((visit) => visit.url !== url);
  const [title, ...crumbs] = Array.from(document.querySelectorAll("h1, .breadcrumbs a"), (part) => part.textContent).reverse();
  // Only the page that stands for a missing one has no canonical address.
  if (title && url !== list && document.querySelector("link[rel=canonical]")) pages.unshift({ title, crumbs: crumbs.reverse().join(" / "), url });
  visits.keep(pages.slice(0, 7));
}
