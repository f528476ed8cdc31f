import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The program that is measured; FLOOM_DOCS names another than the release build. */
export function program() {
  const file = path.resolve(process.env.FLOOM_DOCS ?? path.join(root, "target/release/floom-docs"));
  if (!existsSync(file)) throw new Error(`${file} is missing: run cargo build --release, or name a program in FLOOM_DOCS`);
  return file;
}
