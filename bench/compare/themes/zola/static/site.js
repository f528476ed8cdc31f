for (const link of document.querySelectorAll("nav a")) {
  if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
}
document.getElementById("search").addEventListener("focus", async () => {
  const data = await (await fetch("/search_index.en.json")).json();
  globalThis.searchIndex = elasticlunr.Index.load(data);
}, { once: true });
