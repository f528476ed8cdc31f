const words = { copied: "Copied", failed: "Could not copy" };
const icons = { ready: "icon-copy", copied: "icon-check", failed: "icon-close" };

export function startCopy() {
  const figures = document.querySelectorAll("figure.code:not([data-no-copy], :has(> .copy-button))");
  const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-copy-page]:not([data-state])"));
  if (!figures.length && !page) return;
  const status = document.querySelector(".copy-status") ?? document.createElement("div");
  status.className = "copy-status visually-hidden";
  status.setAttribute("role", "status");
  if (!status.isConnected) (document.querySelector("main") ?? document.body).append(status);

  for (const figure of figures) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    button.append(document.createElement("span"));
    start(button, "Copy code", status, () => codeOf(figure));
    figure.append(button);
  }
  if (page) start(page, "Copy page as Markdown", status, () => load(page.dataset.copyPage ?? ""));
}

/** @param {HTMLElement} button its icon, and a label if that is shown @param {string} name what the button does
 * @param {Element} status @param {() => string | Promise<string>} read */
function start(button, name, status, read) {
  const [icon, label] = button.children;
  const shown = label?.textContent ?? "";
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  /** @param {keyof typeof icons} state */
  const draw = (state) => {
    button.dataset.state = state;
    button.title = state === "ready" ? name : words[state];
    button.setAttribute("aria-label", button.title);
    if (icon) icon.className = `icon ${icons[state]}`;
    if (label) label.textContent = state === "ready" ? shown : words[state];
    clearTimeout(timer);
    if (state !== "ready") timer = setTimeout(draw, 2000, "ready");
  };
  draw("ready");
  button.addEventListener("click", async () => {
    const state = await copy(read);
    draw(state);
    status.textContent = words[state];
  });
}

/** Folded lines stand in a `code` of their own between the others.
 * @param {Element} figure */
function codeOf(figure) {
  const code = Array.from(figure.querySelectorAll("pre > code"), (code) => code.textContent).join("");
  return code.replace(/\n$/, "");
}

/** @param {string} url */
async function load(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.text();
}

/** @param {() => string | Promise<string>} read @returns {Promise<keyof typeof words>} */
async function copy(read) {
  try {
    const text = read();
    if (typeof text === "string") await navigator.clipboard.writeText(text);
    else await writeLater(text);
    return "copied";
  } catch {
    return "failed";
  }
}

/** Safari lets only the click itself write: what has yet to come goes along as a promise.
 * @param {Promise<string>} text */
function writeLater(text) {
  const type = "text/plain";
  return navigator.clipboard.write([new ClipboardItem({ [type]: text.then((part) => new Blob([part], { type })) })]);
}
