import path from "node:path";
import { root } from "../../lib/program.mjs";

/**
 * @import { Page, Site } from "./site.mjs"
 *
 * @typedef {object} Places
 * @property {string} source where the peer's `write` has put its sources
 * @property {string} out where the site is to be written; not there before a build
 * @property {string} cache a folder for caches, empty before a build
 * @property {string} ours what floom-docs has written, of the same pages
 *
 * @typedef {object} Step a command that is measured
 * @property {string} name
 * @property {string[]} command
 * @property {Record<string, string>} [env]
 *
 * @typedef {object} Checks what must be in the output
 * @property {(page: Page) => string} html the file of a page
 * @property {RegExp} highlighted what a page with Rust has; in mdBook the browser's script
 * @property {(page: Page) => string} [nav] the file with the nav of a page's section, if it is not the page's
 * @property {string} search a file of the search index, or the folder or the start of its name
 *
 * @typedef {object} Peer
 * @property {string} name for --only and --skip
 * @property {string} label in the table
 * @property {() => void} install throws if it cannot be
 * @property {() => string} version
 * @property {boolean} [inSource] whether it writes only below its own sources
 * @property {string} [again] the peer whose build is repeated, over its output and with its caches
 * @property {string} [sourceOf] the peer whose sources this one reads
 * @property {(places: Places, site: Site) => void} [write]
 * @property {(places: Places) => Step[]} steps
 * @property {(places: Places) => string[]} [caches] what to delete before a build, besides the folder for caches
 * @property {Checks} [checks]
 */

/** Where peers, sites and outputs are. */
export const work = path.join(root, "target/bench");

export const siteTitle = "Bench";
export const siteAddress = "https://bench.example/";
