// A plain static host, as most are: folders by their index.html, the form without slash by a redirect, 404.html. It sends
// the headers of the site's own `_headers`, as Netlify and Cloudflare Pages do.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { searchServer } from "./search_server.mjs";

const types = {
  ".html": "text/html; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** The rules of a `_headers` file: what a path is like, and the headers for it. @param {string} text */
function rules(text) {
  const found = [];
  for (const line of text.split("\n").filter((line) => line.trim())) {
    if (!line.startsWith(" ")) found.push({ pattern: pattern(line), headers: {} });
    else {
      const [name, ...value] = line.trim().split(": ");
      found.at(-1).headers[name] = value.join(": ");
    }
  }
  if (!found.length) throw new Error("the site has no headers");
  return found;
}

/** `*` stands for any part of a path. @param {string} path */
const pattern = (path) => new RegExp(`^${path.split("*").map(plain).join(".*")}$`);
/** @param {string} text */
const plain = (text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/** @param {string} folder @param {string} basePath */
const host = (folder, basePath) => {
  const known = rules(readFileSync(join(folder, "_headers"), "utf8"));
  return async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    for (const { pattern, headers } of known) {
      if (pattern.test(path)) for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    }
    const send = (status, bytes, type) =>
      response.writeHead(status, { "content-type": response.getHeader("content-type") ?? type }).end(bytes);
    const notFound = async () => send(404, await readFile(join(folder, "404.html")), types[".html"]);
    if (!path.startsWith(basePath)) return notFound();
    let file = join(folder, normalize(`/${path.slice(basePath.length)}`));
    const found = await stat(file).catch(() => null);
    if (found?.isDirectory() && !path.endsWith("/")) return response.writeHead(301, { location: `${path}/` }).end();
    if (found?.isDirectory()) file = join(file, "index.html");
    const bytes = await readFile(file).catch(() => null);
    return bytes ? send(200, bytes, types[extname(file)] ?? "application/octet-stream") : notFound();
  };
};

createServer(host("target/test-site/docs", "/docs/")).listen(47811, "127.0.0.1");
createServer(host("target/test-site/root", "/")).listen(47812, "127.0.0.1");
createServer(host("target/test-site/containers", "/")).listen(47813, "127.0.0.1");
createServer(host("target/test-site/hostile", "/")).listen(47814, "127.0.0.1");
createServer(host("target/test-site/searched", "/")).listen(47815, "127.0.0.1");
createServer(searchServer).listen(47816, "127.0.0.1");
