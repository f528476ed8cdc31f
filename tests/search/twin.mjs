// Runs the theme's side of search for the tests in Rust: a list in JSON comes in by a file, an answer a line goes out.
import { readFile } from "node:fs/promises";
import { createEngine } from "../../theme/js/search/engine.js";
import { scan } from "../../theme/js/search/rank.js";
import { chunksOf, tokensOf } from "../../theme/js/search/tokenizer.js";
import { variantsOf } from "../../theme/js/search/words.js";
import { requestOf, wordsOf } from "../../theme/js/remote.js";

const [what, list, folder] = process.argv.slice(2);
const engine = createEngine((path) => readFile(`${folder}/${path}`, "utf8"));

/** Each token with the text that it stands for. */
function tokens(text) {
  return tokensOf(text).map((token) => [token.text, text.slice(token.from, token.to)]);
}

/** What tantivy would give each section for the words as they are. */
async function plain(query) {
  await engine.start();
  const terms = [...new Set(tokensOf(query).map((token) => token.text))];
  const scores = new Map();
  for (const match of (await Promise.all(terms.map((term) => engine.exactly(term)))).flat()) {
    scan(engine, match, (doc, score) => scores.set(doc, (scores.get(doc) ?? 0) + score));
  }
  return [...scores];
}

async function search(query) {
  const { total, pages } = await engine.search(query);
  return [total, pages.map(({ title, url, crumbs, hits }) => [title, url, crumbs, hits.map((hit) => [hit.heading, hit.url, hit.level, hit.score])])];
}

async function excerpts(query) {
  const { pages } = await engine.search(query);
  return Promise.all(pages.flatMap((page) => page.hits).map((hit) => engine.excerpt(hit, query)));
}

/** What is sent to a search server. */
function requests(query) {
  const words = wordsOf({ chunksOf, variantsOf }, query);
  return { opensearch: requestOf(words, "opensearch"), quickwit: requestOf(words, "quickwit") };
}

const answer = { tokens, plain, search, excerpts, requests }[what];
const lines = [];
for (const text of JSON.parse(await readFile(list, "utf8"))) lines.push(JSON.stringify(await answer(text)));
console.log(lines.join("\n"));
