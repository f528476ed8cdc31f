// What comes when the dialog is opened, in one file: `npm run bundle` makes search.bundle.js of it.
export { Search } from "./dialog.js";
export { createEngine } from "./engine.js";
// What the answers of a search server are asked for and read with.
export { excerptOf, markParts } from "./excerpt.js";
export { chunksOf } from "./tokenizer.js";
export { variantsOf } from "./words.js";
