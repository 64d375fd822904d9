import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { functionOf, keysIn, LOCALES } from "./client-messages.ts";

const CATALOGUE = /[\\/]\.generated[\\/]messages[\\/]messages\.js$/;

/** The messages of one language in the order of the keys, each a function of its inputs. */
function tableOf(folder: string, keys: readonly string[], locale: string): string {
  const messages = keys.map((key) =>
    functionOf(readFileSync(join(folder, `${key}.js`), "utf8"), key, locale),
  );
  return `[${messages.join(",\n")}]`;
}

/** The catalogue as one module: what `m.<key>(inputs, { locale })` says, language by language. */
export function catalogueOf(folder: string): string {
  const keys = keysIn(folder);
  const tables = LOCALES.map((locale) => `${locale}: ${tableOf(folder, keys, locale)}`);
  return `import { getLocale } from ${JSON.stringify(join(folder, "..", "runtime.js"))};
import * as registry from ${JSON.stringify(join(folder, "..", "registry.js"))};
const tables = { ${tables.join(",\n")} };
const keys = ${JSON.stringify(keys)};
const messageAt = (index) => (inputs = {}, { locale = getLocale() } = {}) =>
  (tables[locale] ?? tables.en)[index](inputs);
export const m = Object.fromEntries(keys.map((key, index) => [key, messageAt(index)]));`;
}

/**
 * Gives the Worker the catalogue grouped by language. Compiled messages carry all five languages
 * each, which compresses to twice the size.
 */
export function serverMessages(): Plugin {
  let folder = "";
  let builds = false;
  return {
    name: "selvedge:server-messages",
    enforce: "pre",
    applyToEnvironment: (environment) => environment.name === "ssr",
    configResolved(config) {
      folder = join(config.root, ".generated", "messages", "messages");
      builds = config.command === "build";
    },
    load: (id) => (builds && CATALOGUE.test(id) ? catalogueOf(folder) : undefined),
  };
}
