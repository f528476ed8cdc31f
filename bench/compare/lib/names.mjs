import { mapCode } from "../../lib/grow.mjs";

/** @import { Random } from "../../lib/random.mjs" */

/** Words of the languages, which a page of other words must keep so that its code is highlighted as code is. */
export const keywords = new Set(
  `abstract alias and any apiVersion as async await bash body bool boolean break case cat catch cd char class code
  const constructor continue crate cp curl debugger def default delete derive div do dyn echo elif else end enum esac
  except export extends extern false fi final finally float fn for from function get global html i32 i64 if impl implements
  import in include rustdoc instanceof int interface is isize lambda let link loop macro_rules match meta mkdir mod module move mut
  namespace new nil none not npm npx null of or package pass pip pnpm println private protected pub public python raise
  ref require return script self set span static str string struct style sudo super switch template test then this
  throw trait true try type typeof u8 u32 u64 undefined unsafe unsigned use usize var vec void vue where while with
  yarn yield`.match(/\S+/g),
);

/**
 * A maker of names that no two pages share, of two words that the sources' code has.
 * @param {string[]} sources @param {Random} random
 */
export function namer(sources, random) {
  /** @type {Set<string>} */
  const words = new Set();
  for (const source of sources) {
    mapCode(source, (code) => {
      for (const word of code.match(/\b[a-z]{4,8}\b/g) ?? []) if (!keywords.has(word)) words.add(word);
      return code;
    }, (text) => text);
  }
  const list = [...words];
  const given = new Set();
  return () => {
    for (;;) {
      const name = [random.pick(list), random.pick(list)];
      if (given.size < list.length ** 2 && given.has(name.join(" "))) continue;
      given.add(name.join(" "));
      return name;
    }
  };
}

/**
 * The page with its own name in each piece of code, in place of something that is named there: no two pages have the
 * same code.
 * @param {string} page @param {string[]} name @param {Random} random
 */
export function nameCode(page, name, random) {
  const renamed = new Set();
  return mapCode(page, (block) => {
    const [first, ...lines] = block.trimEnd().split("\n");
    const last = lines.pop() ?? "";
    const code = lines.join("\n");
    const found = [...new Set(code.match(/[A-Za-z_]\w*/g))].filter((word) => !keywords.has(word));
    const old = found.find((word) => renamed.has(word)) ?? random.pick(found.some(isLong) ? found.filter(isLong) : found);
    if (!old) return `${[first, ...lines, `${first.match(/^[\s>]*/)}${inStyleOf("a", name)}`, last].join("\n")}\n`;
    renamed.add(old);
    return `${first}\n${code.replace(new RegExp(`\\b${old}\\b`, "g"), inStyleOf(old, name))}\n${last}\n`;
  }, (text) => text);
}

const isLong = (/** @type {string} */ word) => word.length > 3;

/** `aB`, `AB`, `a_b` or `A_B`, as the old name is written. @param {string} old @param {string[]} name */
function inStyleOf(old, name) {
  if (/^[A-Z][A-Z0-9_]+$/.test(old)) return name.join("_").toUpperCase();
  if (old.includes("_")) return name.join("_");
  const [first, second] = name.map((word) => word[0].toUpperCase() + word.slice(1));
  return (/^[A-Z]/.test(old) ? first : name[0]) + second;
}
