// A search server: it has the export of the site in tests/browser/searched, reads as much of the query language as the
// dialog speaks, and misbehaves when it is asked to.
import { readFileSync } from "node:fs";

const lines = readFileSync("target/test-site/searched-export/quickwit/docs-00001.ndjson", "utf8").trimEnd().split("\n");
const documents = lines.map((line) => JSON.parse(line));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** What a document scores by a query; an unknown one is an error, as it is on a server. */
function score(document, query) {
  const [[kind, given], ...rest] = Object.entries(query);
  if (rest.length) throw new Error("one query at a time");
  if (kind === "function_score") return score(document, given.query) * document[given.field_value_factor.field];
  if (kind === "bool") {
    const must = (given.must ?? []).map((each) => score(document, each));
    return must.includes(0) ? 0 : sum([...must, ...(given.should ?? []).map((each) => score(document, each))]) * (given.boost ?? 1);
  }
  const [[field, asked]] = Object.entries(given);
  const words = document[field].split(" ");
  if (kind === "match") return sum(asked.query.split(" ").map((word) => words.filter((other) => other === word).length)) * asked.boost;
  if (kind === "prefix") return words.some((word) => word.startsWith(asked.value)) ? 1 : 0;
  throw new Error(`unknown query ${kind}`);
}

const sound = documents.find(({ id }) => id === "guide/keys/#rotate-a-key");
const html = '<img src="x" onerror="hit()"><b>bold</b>';
const hostile = [
  { ...sound, title_text: html, heading_text: html, crumbs: html, text: [`${html} hostile`] },
  ...["/evil.example/", "\\evil.example/", "/\t/evil.example/", "guide/?x=", "guide/#x", 5, null].map((url) => ({ ...sound, url })),
  ...[{ level: 9 }, { level: "1" }, { text: "no list" }, { text: [] }, { text: [{}] }, { heading_text: ["a"] }, { anchor: undefined }].map((part) => ({ ...sound, ...part })),
  null,
  "text",
];
const found = (sources) => JSON.stringify({ hits: { total: { value: sources.length, relation: "eq" }, hits: sources.map((_source) => ({ _source })) } });

/** By the word that is looked for: a status and a body, or nothing at all. */
const misbehaviour = {
  refuse: () => [500, "{}"],
  garble: () => [200, "<!doctype html><title>Sign in</title>"],
  empty: () => [200, "{}"],
  stall: () => null,
  hostile: () => [200, found(hostile)],
};

function answer(body) {
  const { query, size, _source } = JSON.parse(body);
  const word = Object.keys(misbehaviour).find((word) => body.includes(`"${word}`));
  if (word) return misbehaviour[word]();
  const scored = documents.map((document) => [score(document, query), document]).filter(([points]) => points > 0);
  const best = scored.sort(([a, one], [b, other]) => b - a || one.place - other.place).slice(0, size);
  return [200, found(best.map(([, document]) => Object.fromEntries(_source.map((name) => [name, document[name]]))))];
}

/** @type {import("node:http").RequestListener} */
export function searchServer(request, response) {
  response.setHeader("access-control-allow-origin", "http://127.0.0.1:47815");
  response.setHeader("access-control-allow-headers", "content-type");
  if (request.method === "OPTIONS") return response.writeHead(204).end();
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const given = answer(Buffer.concat(parts).toString());
    if (given) response.writeHead(given[0], { "content-type": "application/json" }).end(given[1]);
  });
}
