import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml" };

/**
 * Serves folders, the first that has a file, on a port of the system's choice.
 * @param {string[]} folders
 * @param {(file: string) => void} [served] told of every file that is sent
 */
export async function serve(folders, served = () => {}) {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/\/$/, "/index.html");
    const file = folders.map((folder) => path.join(folder, path.normalize(name))).find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
    if (!file) return response.writeHead(404).end();
    served(file);
    response.writeHead(200, {
      "content-type": types[path.extname(file)] ?? "application/octet-stream",
      // A page that is isolated from other origins has a clock of 5 µs instead of 100.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
