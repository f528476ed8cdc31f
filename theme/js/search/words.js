// Other forms of a word, and words that are nearly another.

/** `runs`, `running` and `ran`'s regular like, both ways; a reader of English expects them.
 * @param {string} word @returns {string[]} */
export function variantsOf(word) {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return [];
  const bases = new Set([word]);
  /** @param {RegExp} ending @param {string[]} others */
  const without = (ending, others) => {
    const base = word.replace(ending, "");
    if (base !== word && base.length > 1) for (const other of others) bases.add(base + other);
  };
  without(/ies$/, ["y"]);
  without(/(?<=[sxz]|ch|sh)es$/, [""]);
  without(/(?<!s)s$/, [""]);
  without(/ing$/, ["", "e"]);
  without(/ed$/, ["", "e"]);
  without(/(?<=([bdgklmnprtv])\1)(ing|ed)$/, [""]);
  const doubled = /([bdgklmnprtv])\1(?:ing|ed)$/.exec(word);
  if (doubled) bases.add(word.slice(0, doubled.index + 1));
  const forms = new Set();
  for (const base of bases) {
    const stem = base.replace(/e$/, "");
    const plural = /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : /([sxz]|ch|sh)$/.test(base) ? `${base}es` : `${base}s`;
    for (const form of [base, plural, `${stem}ing`, `${stem}ed`]) forms.add(form);
    const last = base.at(-1) ?? "";
    if (/^[^aeiou]*[aeiou][bdgklmnprtv]$/.test(base)) for (const ending of ["ing", "ed"]) forms.add(base + last + ending);
  }
  forms.delete(word);
  return [...forms].sort();
}

/** How many letters are wrong, missing, too many or swapped (optimal string alignment), or more than `most`; of a word
 * that is still being written, to the nearest beginning of the other.
 * @param {string} word @param {string} other @param {number} most @param {boolean} open */
export function isNear(word, other, most, open) {
  if (other.length < word.length - most || (!open && other.length > word.length + most)) return most + 1;
  const width = Math.min(other.length, word.length + most) + 1;
  let before = new Int32Array(width);
  let above = Int32Array.from({ length: width }, (_, at) => at);
  for (let i = 1; i <= word.length; i += 1) {
    const row = new Int32Array(width).fill(i);
    let least = i;
    for (let j = 1; j < width; j += 1) {
      const differs = word[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + differs);
      if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > most) return most + 1;
    before = above;
    above = row;
  }
  return open ? Math.min(...above) : above[other.length];
}
