// Brings an export onto a server by the client of OpenSearch. The server is a stub that holds each document to the
// mapping as OpenSearch does: strict, and by type.
import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { Client } from "@opensearch-project/opensearch";

const [folder] = process.argv.slice(2);
const read = (path) => readFileSync(`${folder}/${path}`, "utf8");
const isText = (value, limit) => [value].flat().every((part) => typeof part === "string" && Buffer.byteLength(part) <= limit);
const isWhole = (value, bits) => Number.isInteger(value) && Math.abs(value) < 2 ** (bits - 1);

/** What each type of a mapping takes, and what is said of all else. */
const types = {
  keyword: [(value, { index, doc_values }) => isText(value, index === false && doc_values === false ? Infinity : 32766), "no text"],
  text: [(value) => isText(value, Infinity), "no text"],
  byte: [(value) => isWhole(value, 8), "no number"],
  integer: [(value) => isWhole(value, 32), "no number"],
  float: [(value) => typeof value === "number" && Number.isFinite(Math.fround(value)), "no number"],
};

function problemOf(id, document, { dynamic, properties }) {
  if (typeof id !== "string" || !id || Buffer.byteLength(id) > 512) return "no id";
  if (dynamic !== "strict") return "no strict mapping";
  for (const [name, value] of Object.entries(document)) {
    const field = properties[name];
    if (!field) return "unknown field";
    const [fits, said] = types[field.type];
    if (!fits(value, field)) return said;
  }
}

const indexes = new Map();
const aliases = new Map();

function bulk(index, body) {
  if (!body.endsWith("\n") || body.length > 10_000_000) return [400, { error: { type: "illegal_argument_exception" } }];
  const lines = body.slice(0, -1).split("\n").map((line) => JSON.parse(line));
  const items = [];
  for (let at = 0; at < lines.length; at += 2) {
    const { _id, _index = index } = lines[at].index;
    const { mappings, documents } = indexes.get(_index);
    const reason = problemOf(_id, lines[at + 1], mappings);
    if (!reason) documents.set(_id, lines[at + 1]);
    items.push({ index: { _id, status: reason ? 400 : 201, ...(reason && { error: { type: "mapper_parsing_exception", reason } }) } });
  }
  return [200, { took: 1, errors: items.some(({ index }) => index.error), items }];
}

function answer(method, path, body) {
  const [first, second] = path.split("/").slice(1);
  if (path === "/_aliases") {
    for (const { add } of JSON.parse(body).actions) if (add) aliases.set(add.alias, add.index);
    return [200, { acknowledged: true }];
  }
  if (path === "/_bulk") return bulk(undefined, body);
  if (second === "_bulk") return bulk(first, body);
  if (second === "_refresh") return [200, {}];
  if (method !== "PUT") return [404, {}];
  indexes.set(first, { ...JSON.parse(body), documents: new Map() });
  return [200, { acknowledged: true, index: first }];
}

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const [status, value] = answer(request.method, decodeURIComponent(request.url.split("?")[0]), Buffer.concat(parts).toString());
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  });
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const client = new Client({ node: `http://127.0.0.1:${server.address().port}` });

// The recipe: the index by its mapping, the files as they are, and the alias.
const index = /^# The search index `([^`]+)`/.exec(read("README.md"))[1];
await client.indices.create({ index, body: JSON.parse(read("opensearch/mapping.json")) });
const names = readdirSync(`${folder}/opensearch`).filter((name) => name.startsWith("bulk-")).sort();
const refused = [];
for (const name of names) {
  const { body } = await client.bulk({ index, body: read(`opensearch/${name}`) });
  refused.push(...body.items.filter((item) => item.index.error));
}
await client.indices.refresh({ index });
const actions = [{ remove: { index: "docs-*", alias: "docs" } }, { add: { index, alias: "docs" } }];
await client.indices.updateAliases({ body: { actions } });
const raw = indexes.get(index).documents;

// The documents of Quickwit, each by itself and through the client's own bulk, into an index of the same mapping.
await client.indices.create({ index: "again", body: JSON.parse(read("opensearch/mapping.json")) });
const lines = names.flatMap((name) => read(`quickwit/${name.replace("bulk", "docs")}`).trimEnd().split("\n"));
const { successful } = await client.helpers.bulk({
  datasource: lines.map((line) => JSON.parse(line)),
  onDocument: ({ id }) => ({ index: { _index: "again", _id: id } }),
  onDrop: ({ error }) => refused.push(error),
  retries: 0,
});
const again = indexes.get("again").documents;
const different = [...again].filter(([id, document]) => JSON.stringify(raw.get(id)) !== JSON.stringify(document)).map(([id]) => id);

// The stub refuses what OpenSearch would.
const [sound] = again.values();
const broken = [{ ...sound, extra: 1 }, { ...sound, level: "2" }, { ...sound, title: 5 }, { ...sound, id: "x".repeat(513) }];
const planted = await client.bulk({ body: broken.flatMap((document) => [{ index: { _index: "again", _id: document.id } }, document]) });

const problems = { refused, different, planted: planted.body.items.map((item) => item.index.error?.reason) };
console.log(JSON.stringify({ index, alias: aliases.get("docs"), raw: raw.size, helper: successful, problems }));
await client.close();
server.close();
