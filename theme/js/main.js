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
