const words = { ready: "Copy code", copied: "Copied", failed: "Could not copy" };

export function startCopy() {
  const figures = document.querySelectorAll("figure.code:not([data-no-copy], :has(> .copy-button))");
  if (!figures.length) return;
  const status = document.querySelector(".copy-status") ?? document.createElement("div");
  status.className = "copy-status visually-hidden";
  status.setAttribute("role", "status");
  if (!status.isConnected) (document.querySelector("main") ?? document.body).append(status);

  for (const figure of figures) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    const icon = document.createElement("span");
    button.append(icon);
    draw(button, "ready");
    button.addEventListener("click", async () => {
      const state = await copy(codeOf(figure));
      draw(button, state);
      status.textContent = words[state];
    });
    figure.append(button);
  }
}

/** Folded lines stand in a `code` of their own between the others.
 * @param {Element} figure */
function codeOf(figure) {
  return Array.from(figure.querySelectorAll("pre > code"), (code) => code.textContent).join("");
}

/** @type {WeakMap<HTMLElement, ReturnType<typeof setTimeout>>} */
const timers = new WeakMap();

/** @param {HTMLElement} button @param {keyof typeof words} state */
function draw(button, state) {
  button.dataset.state = state;
  button.setAttribute("aria-label", words[state]);
  button.title = words[state];
  const icon = button.firstElementChild;
  if (icon) icon.className = `icon ${{ ready: "icon-copy", copied: "icon-check", failed: "icon-close" }[state]}`;
  clearTimeout(timers.get(button));
  if (state !== "ready") timers.set(button, setTimeout(() => draw(button, "ready"), 2000));
}

/** @param {string} text @returns {Promise<"copied" | "failed">} */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text.replace(/\n$/, ""));
    return "copied";
  } catch {
    return "failed";
  }
}
