import MiniSearch from "minisearch";

const fields = ["title", "heading", "text", "code"];
const boosts = {
  // VitePress boosts the heading 4, the text 2 and the titles above it 1.
  "as VitePress": { title: 1, heading: 4, text: 2, code: 1 },
  "title and heading": { title: 3, heading: 3, text: 1, code: 0.5 },
};

/** What a user of MiniSearch would choose from: prefix and fuzzy on, boosts, words joined by OR or AND. */
export const settings = Object.entries(boosts).flatMap(([name, boost]) =>
  ["OR", "AND"].map((combineWith) => ({ name: `${name}, ${combineWith}`, options: { boost, combineWith, prefix: true, fuzzy: 0.2 } })),
);

/** One document a section, with the texts that our index has. @param {import("./pages.mjs").Page[]} pages */
export function indexWithMiniSearch(pages, storeFields = []) {
  const index = new MiniSearch({ fields, storeFields });
  index.addAll(pages.flatMap((page) => page.sections.map((section) => ({ ...section, id: section.url, title: page.title }))));
  return index;
}

/** Pages by their best section. */
export function rankWithMiniSearch(index, options) {
  return async (text) => [...new Set(index.search(text, options).map((hit) => hit.id.replace(/#.*/, "")))];
}
