// A plain static host, as most are: folders by their index.html, the form without slash by a redirect, 404.html.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** @param {string} folder @param {string} basePath */
const host = (folder, basePath) => async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
  const send = (status, bytes, type) => response.writeHead(status, { "content-type": type }).end(bytes);
  const notFound = async () => send(404, await readFile(join(folder, "404.html")), types[".html"]);
  if (!path.startsWith(basePath)) return notFound();
  let file = join(folder, normalize(`/${path.slice(basePath.length)}`));
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory() && !path.endsWith("/")) return response.writeHead(301, { location: `${path}/` }).end();
  if (found?.isDirectory()) file = join(file, "index.html");
  const bytes = await readFile(file).catch(() => null);
  return bytes ? send(200, bytes, types[extname(file)] ?? "application/octet-stream") : notFound();
};

createServer(host("target/test-site/docs", "/docs/")).listen(47811, "127.0.0.1");
createServer(host("target/test-site/root", "/")).listen(47812, "127.0.0.1");
createServer(host("target/test-site/containers", "/")).listen(47813, "127.0.0.1");
