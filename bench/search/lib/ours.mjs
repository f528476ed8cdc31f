import { readFile } from "node:fs/promises";
import path from "node:path";
import { createEngine } from "../../../theme/js/search/engine.js";

/** The engine of the theme on the index of a built site. @param {(name: string) => void} [fetched] told of every file that is read */
export async function openOurs(dist, fetched = () => {}) {
  const engine = createEngine((name) => {
    fetched(name);
    return readFile(path.join(dist, "search", name), "utf8");
  });
  await engine.start();
  return { engine, rank: async (text) => (await engine.search(text)).pages.map((page) => page.url.replace(/#.*/, "")) };
}
