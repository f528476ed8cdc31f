import { defineConfig } from "@playwright/test";

const flags =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

export default defineConfig({
  testDir: "tests/browser",
  testMatch: "*.spec.mjs",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  reporter: "list",
  use: {
    baseURL: "http://127.0.0.1:47811/docs/",
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags.split(" ") },
  },
  webServer: { command: "node tests/browser/server.mjs", url: "http://127.0.0.1:47811/docs/", reuseExistingServer: false },
});
