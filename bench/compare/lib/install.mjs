import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { work } from "./peer.mjs";

/** @param {string} command @param {string[]} parameters @param {string} [cwd] */
function run(command, parameters, cwd) {
  console.error(`$ ${[command, ...parameters].join(" ")}`);
  execFileSync(command, parameters, { cwd, stdio: ["ignore", 2, 2] });
}

/** What a command prints. @param {string} command @param {string[]} parameters */
export const ask = (command, parameters) => execFileSync(command, parameters, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();

/** A program of a Python environment of its own: peers want different versions of the same packages. @param {string} name @param {string} file */
export const python = (name, file) => path.join(work, "python", name, "bin", file);

/** @param {string} name of the package @param {string} file that it brings */
export function installPython(name, file) {
  if (existsSync(python(name, file))) return;
  run("python3", ["-m", "venv", path.join(work, "python", name)]);
  run(python(name, "python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", name]);
}

/** @param {string} name of an environment's package */
export const pythonVersion = (name) => ask(python(name, "python"), ["-c", `from importlib.metadata import version; print(version("${name}"))`]);

/** @param {string} file below node_modules */
export const npm = (file) => path.join(work, "node_modules", file);

/** What package.json names. Sites are made below the same folder, so that they find it. */
export function installNpm() {
  const own = fileURLToPath(new URL("../", import.meta.url));
  if (existsSync(npm("vitepress"))) return;
  mkdirSync(work, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(path.join(own, file), path.join(work, file));
  run("npm", ["ci", "--silent", "--no-audit", "--no-fund"], work);
}

/** @param {string} folder of a package that is installed alone @param {string} file below its node_modules */
export const npmAlone = (folder, file) => path.join(work, folder, "node_modules", file);

/** A package that is for this system only, and so in no lock. @param {string} folder @param {string} name @param {string} version */
export function installNpmAlone(folder, name, version) {
  if (existsSync(npmAlone(folder, name))) return;
  mkdirSync(path.join(work, folder), { recursive: true });
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", path.join(work, folder), `${name}@${version}`]);
}

/** @param {string} name */
export const cargo = (name) => path.join(work, "cargo/bin", name);

/** @param {string} name */
export function installCargo(name) {
  if (!existsSync(cargo(name))) run("cargo", ["install", name, "--quiet", "--locked", "--root", path.join(work, "cargo")]);
}

/** The program that only does what must be done. */
export const floor = path.join(work, "floor/release/floor");
let floorIsBuilt = false;

export function installFloor() {
  // It is two of the tools.
  if (floorIsBuilt) return;
  const manifest = fileURLToPath(new URL("../floor/Cargo.toml", import.meta.url));
  run("cargo", ["build", "--release", "--quiet", "--locked", "--manifest-path", manifest, "--target-dir", path.join(work, "floor")]);
  floorIsBuilt = true;
}

/** @param {string} name @returns {string | undefined} */
export function onPath(name) {
  return (process.env.PATH ?? "").split(path.delimiter).map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}
