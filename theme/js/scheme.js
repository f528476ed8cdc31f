const order = /** @type {const} */ (["system", "light", "dark"]);

export function startScheme() {
  const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-scheme-button]"));
  if (!button) return;
  const metas = /** @type {HTMLMetaElement[]} */ ([...document.querySelectorAll("meta[name=theme-color]")]);
  const media = metas.map((meta) => meta.media);

  const current = () => document.documentElement.dataset.scheme ?? "system";
  const draw = () => {
    const scheme = current();
    button.setAttribute("aria-label", `Colour scheme: ${scheme}`);
    button.title = `Colour scheme: ${scheme}`;
    metas.forEach((meta, index) => {
      const own = media[index] ?? "";
      meta.media = scheme === "system" ? own : own.includes(scheme) ? "all" : "not all";
    });
  };
  draw();

  button.addEventListener("click", () => {
    const next = order[(order.findIndex((name) => name === current()) + 1) % order.length] ?? "system";
    floom.setScheme(next === "system" ? null : next);
    try {
      if (next === "system") localStorage.removeItem("floom.scheme");
      else localStorage.setItem("floom.scheme", next);
    } catch {
      // The choice then lasts as long as the page.
    }
    draw();
  });
  addEventListener("storage", (event) => {
    if (event.key !== "floom.scheme") return;
    floom.setScheme(event.newValue === "light" || event.newValue === "dark" ? event.newValue : null);
    draw();
  });
}
