import { chromium } from "playwright-core";

/** A headless Chromium, the one that CHROMIUM names. */
export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}
