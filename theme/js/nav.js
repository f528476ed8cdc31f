const wide = matchMedia("(min-width: 64rem)");

export function startNav() {
  const nav = document.getElementById("shell:nav");
  if (!nav) return;
  keepState(nav);

  const opener = /** @type {HTMLElement | null} */ (document.querySelector(".menu-button"));
  const outside = () => document.querySelectorAll(".skip-link, .top-bar, main");
  const drawer = nav.querySelector(".drawer");
  const setModal = (/** @type {boolean} */ on) => {
    outside().forEach((part) => part.toggleAttribute("inert", on));
    const state = { role: "dialog", "aria-modal": "true", "aria-label": "Navigation" };
    for (const [name, value] of Object.entries(state)) {
      if (on) drawer?.setAttribute(name, value);
      else drawer?.removeAttribute(name);
    }
  };

  nav.addEventListener("beforetoggle", (event) => {
    // Before it closes: the browser gives focus back to the button, which must not be inert then.
    if (event.newState === "closed") setModal(false);
    else floom.measure();
  });
  nav.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    setModal(open);
    if (open) {
      floom.showCurrent(nav);
      /** @type {HTMLElement | null} */ (nav.querySelector(".drawer-bar button"))?.focus({ preventScroll: true });
    } else if (!wide.matches && (document.activeElement === document.body || nav.contains(document.activeElement))) {
      opener?.focus({ preventScroll: true });
    }
  });
  nav.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a[href]") && !event.metaKey && !event.ctrlKey) close();
  });
  const close = () => {
    if (nav.matches(":popover-open")) nav.hidePopover();
  };
  wide.addEventListener("change", close);
  addEventListener("pageshow", (event) => {
    if (event.persisted) close();
  });
}

/** @param {HTMLElement} nav */
function keepState(nav) {
  addEventListener("pagehide", () => {
    const keys = (/** @type {string} */ groups) =>
      Array.from(nav.querySelectorAll(groups), (group) => /** @type {HTMLElement} */ (group).dataset.group ?? "");
    floom.write(floom.session, "floom.nav", {
      top: nav.scrollTop,
      open: keys("details[open]"),
      shut: keys("details:not([open])"),
    });
  });
}
