import { startCopy } from "./copy.js";
import { startFeedback } from "./feedback.js";
import { startMath } from "./math.js";
import { startNav } from "./nav.js";
import { startScheme } from "./scheme.js";
import { startSearch } from "./search.js";
import { startTabs } from "./tabs.js";
import { startToc } from "./toc.js";

startTabs();
startNav();
startToc();
startCopy();
startFeedback();
startMath();
startScheme();
startSearch();

// The preview server has put other content into the page.
document.addEventListener("floom:content", () => {
  startTabs();
  startToc();
  startCopy();
  startMath();
});

document.querySelector("[data-print]")?.addEventListener("click", () => print());

// On paper a link is its address, wherever the page was printed from, and what is folded cannot be opened.
addEventListener("beforeprint", () => {
  const { href } = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]")) ?? location;
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("main a[href]"))) {
    const address = new URL(link.getAttribute("href") ?? "", href);
    const isHere = address.hash && address.href.startsWith(`${href}#`);
    const isShown = [address.href, address.href.replace(/\/$/, "")].includes(link.textContent.trim());
    if (/^https?:$/.test(address.protocol)) link.dataset.address = isHere || isShown ? "" : address.href;
  }
  if (CSS.supports("selector(::details-content)")) return;
  const folded = [...document.querySelectorAll("main details:not([open])")];
  folded.forEach((details) => details.setAttribute("open", ""));
  addEventListener("afterprint", () => folded.forEach((details) => details.removeAttribute("open")), { once: true });
});
