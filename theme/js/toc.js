/** The id as it was written: `hash` would give it in the browser's own spelling.
 * @param {Element} link */
const idOf = (link) => link.getAttribute("href")?.slice(1) ?? "";

/** Ends what was started for the headings before. */
let ended = new AbortController();

export function startToc() {
  ended.abort();
  ended = new AbortController();
  const { signal } = ended;
  const toc = document.getElementById("shell:toc");
  if (!toc) return;
  const links = [...toc.querySelectorAll("a")];
  const headings = links.flatMap((link) => document.getElementById(idOf(link)) ?? []);
  if (!headings.length) return;

  toc.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a") && toc.matches(":popover-open")) toc.hidePopover();
  }, { signal });
  toc.addEventListener("toggle", () => showCurrent(toc), { signal });

  const mark = () => {
    // A heading in a tab that is not shown has no place on the page.
    const current = inView(headings.filter((heading) => heading.checkVisibility()));
    for (const link of links) {
      if (current && idOf(link) === current.id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    showCurrent(toc);
  };

  // A heading counts from the upper quarter of the screen on; the page's end and a followed link are checked too.
  const atLine = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
  headings.forEach((heading) => atLine.observe(heading));
  const atEnd = new IntersectionObserver(mark, { threshold: [0, 1] });
  const footer = document.querySelector(".page-footer");
  if (footer) atEnd.observe(footer);
  addEventListener("hashchange", () => requestAnimationFrame(mark), { signal });
  signal.addEventListener("abort", () => [atLine, atEnd].forEach((observer) => observer.disconnect()));
}

/** @param {HTMLElement[]} headings */
function inView(headings) {
  const root = document.documentElement;
  if (scrollY > 0 && Math.ceil(scrollY + innerHeight) >= root.scrollHeight - 2) {
    const target = headings.find((heading) => heading.matches(":target"));
    const top = target?.getBoundingClientRect().top ?? -1;
    if (top >= 0 && top < innerHeight) return target;
    return headings.at(-1);
  }
  return headings.findLast((heading) => heading.getBoundingClientRect().top <= innerHeight / 4) ?? null;
}

/** Scrolls the list itself only.
 * @param {HTMLElement} toc */
function showCurrent(toc) {
  const link = toc.querySelector("[aria-current]");
  if (!link || toc.scrollHeight <= toc.clientHeight) return;
  const box = toc.getBoundingClientRect();
  const at = link.getBoundingClientRect();
  if (at.top < box.top + 32 || at.bottom > box.bottom - 32) toc.scrollTop += at.top - box.top - box.height / 2;
}
