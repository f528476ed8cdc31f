/** @typedef {{ title: string, crumbs: string, url: string }} Visit */

/** Opens the dialog, which the page holds, so that its field takes every key before the rest has arrived. */
export function startSearch() {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("shell:search"));
  const input = dialog?.querySelector("input");
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a[data-search]")]);
  if (!dialog || !input || !links[0]) return;
  links[0].setAttribute("aria-keyshortcuts", "Meta+K Control+K /");
  noteVisit(dialog, links[0].pathname);

  /** @type {Promise<{ look(): void }> | undefined} */
  let loading;
  const load = () =>
    (loading ??= Promise.all([import("./search/dialog.js"), import("./search/engine.js")]).then(
      ([{ startDialog }, { createEngine }]) => startDialog(dialog, createEngine),
      () => {
        loading = undefined;
        dialog.dataset.state = "failed";
        delete dialog.dataset.busy;
        return { look() {} };
      },
    ));
  const look = async () => {
    if (dialog.dataset.state === "failed") delete dialog.dataset.state;
    dialog.dataset.busy = "";
    (await load()).look();
  };
  const open = () => {
    /** @type {HTMLElement | null} */ (document.querySelector(".nav:popover-open, .toc:popover-open"))?.hidePopover();
    floom.measure();
    dialog.showModal();
    input.select();
    look();
  };

  for (const link of links) {
    for (const sign of ["pointerenter", "touchstart", "focus"]) link.addEventListener(sign, load, { once: true, passive: true });
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
  }
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const command = event.metaKey || event.ctrlKey;
    const combination = event.key.toLowerCase() === "k" && command && !event.shiftKey;
    const slash = event.key === "/" && !command && !dialog.open && !isField(event.target);
    if (!combination && !slash) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });

  /** @type {EventTarget | null} */
  let pressed;
  dialog.addEventListener("pointerdown", (event) => (pressed = event.target));
  dialog.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    // Text that is selected beyond the edge of the dialog is no click beside it.
    if ((target === dialog && pressed === dialog) || target.closest(".search-close")) dialog.close();
    if (target.closest(".search-retry")) {
      input.focus();
      look();
    }
  });
}

/** @param {EventTarget | null} target */
function isField(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** @param {HTMLElement} dialog */
const keyOf = (dialog) => `floom.recent ${dialog.dataset.base}`;

/** The pages read last, the newest first.
 * @param {HTMLElement} dialog @returns {Visit[]} */
export function visits(dialog) {
  const stored = floom.read(floom.local, keyOf(dialog));
  return Array.isArray(stored) ? stored.filter((visit) => typeof visit?.title === "string" && typeof visit.url === "string") : [];
}

/** @param {HTMLElement} dialog */
export function forgetVisits(dialog) {
  floom.write(floom.local, keyOf(dialog), []);
}

/** @param {HTMLElement} dialog @param {string} list path of the page that lists all sections */
function noteVisit(dialog, list) {
  const url = location.pathname;
  const pages = visits(dialog).filter((visit) => visit.url !== url);
  const title = document.querySelector("h1")?.textContent ?? "";
  const crumbs = Array.from(document.querySelectorAll(".breadcrumbs li:not(:last-child)"), (crumb) => crumb.textContent).join(" / ");
  // Only the page that stands for a missing one has no canonical address.
  if (url !== list && document.querySelector("link[rel=canonical]")) pages.unshift({ title, crumbs, url });
  floom.write(floom.local, keyOf(dialog), pages.slice(0, 7));
}
