/** An issue says which part of the page it is about: the last heading that stands above the middle of the screen. */
export function startFeedback() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".feedback-link[data-parameter]"));
  const written = link?.href;
  if (!link || !written) return;
  const refresh = () => {
    const url = new URL(written);
    const name = link.dataset.parameter ?? "";
    const heading = current();
    if (heading) url.searchParams.set(name, `${url.searchParams.get(name)}Section: ${heading}\n`);
    link.href = url.href;
  };
  for (const event of ["pointerdown", "focus"]) link.addEventListener(event, refresh);
}

/** The section in which a reader was before going to the end of the page. */
function current() {
  const target = document.querySelector(".article :is(h2, h3, h4):target");
  const seen = document.querySelector(".toc [aria-current]");
  return (target ?? seen)?.textContent?.trim() ?? "";
}
