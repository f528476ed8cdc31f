import path from "node:path";
import * as pagefind from "pagefind";

/** Pagefind's index of the same pages, beside the site. @returns {Promise<string>} the folder to serve as well */
export async function indexWithPagefind(site, pages) {
  // A site would mark the article; the rest of the page is the same on all of them.
  const { index } = await pagefind.createIndex({ rootSelector: "article", excludeSelectors: ["a.anchor"] });
  for (const page of pages) await index.addHTMLFile({ url: `/${page.url}`, content: page.html });
  const folder = path.join(path.dirname(site.dist), "pagefind");
  await index.writeFiles({ outputPath: path.join(folder, "pagefind") });
  await pagefind.close();
  return folder;
}

/** The addresses of the first results, with as many fragments fetched. Runs in the page, since Pagefind needs a browser. */
export function searchWithPagefind(page, text, count) {
  return page.evaluate(
    async ([query, limit]) => {
      const engine = await import("/pagefind/pagefind.js");
      const { results } = await engine.search(query);
      const found = await Promise.all(results.slice(0, limit).map((result) => result.data()));
      return found.map((data) => new URL(data.url, location.origin).pathname.slice(1));
    },
    [text, count],
  );
}
