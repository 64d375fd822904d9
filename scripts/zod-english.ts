import type { Plugin } from "vite";

const LOCALES = /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/;

/** zod's own messages in one language: the fifty others would weigh as much as zod itself. */
export function zodEnglish(): Plugin {
  return {
    name: "selvedge:zod-english",
    enforce: "pre",
    apply: "build",
    load: (id) => (LOCALES.test(id) ? 'export { default as en } from "./en.js";' : undefined),
  };
}
