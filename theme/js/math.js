/** @type {ResizeObserver | undefined} */
let resized;

/** Formulas in a line of text that are too long for it scroll: the keyboard must reach them too. */
export function startMath() {
  const formulas = /** @type {NodeListOf<MathMLElement>} */ (document.querySelectorAll(":not(.math) > math"));
  if (!formulas.length) return;
  resized?.disconnect();
  resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const formula of formulas) resized.observe(formula);
}
