// What comes when the dialog is opened, in one file: `npm run bundle` makes search.bundle.js of it.
export { Search } from "./dialog.js";
export { createEngine } from "./engine.js";
