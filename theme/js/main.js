import { startCopy } from "./copy.js";
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
startMath();
startScheme();
startSearch();
