import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** As in `project.inlang/settings.json`. */
export const LOCALES = ["en", "es", "fr", "de", "ar"];
const TEXTS = "virtual:texts";
const RUNTIME = /[\\/]\.generated[\\/]messages[\\/]runtime\.js$/;
const CATALOGUE = /[\\/]\.generated[\\/]messages[\\/]messages\.js$/;
const OTHER_AREA: Record<string, string> = { brand: "shell" };

/** Compiled messages call the registry for plurals; this is all of it that they use. */
const REGISTRY = `const registry = {
  plural: (locale, count, options) => new Intl.PluralRules(locale, options).select(Number(count)),
};`;

/** What the browser needs of the locale runtime: the server has chosen, the document says what. */
const CLIENT_RUNTIME = `export const locales = ${JSON.stringify(LOCALES)};
export const baseLocale = "en";
export const cookieName = "selvedge-locale";
export const experimentalStaticLocale = undefined;
export const isLocale = (value) => locales.includes(value);
export const getLocale = () => {
  const { lang } = document.documentElement;
  return isLocale(lang) ? lang : baseLocale;
};
export const getTextDirection = (locale = getLocale()) => (locale === "ar" ? "rtl" : "ltr");`;

/**
 * Second words of the keys that the chat and the shell around every page do not begin with. Their
 * texts are a file of their own, so that the first load does not carry them.
 */
const LATER: Record<string, RegExp> = {
  chat: later(
    "answer branch charge citation class copy default delete dismiss draft edit estimated failed",
    "found knowledge ledger max needed not question rate refresh regenerate retry sending share",
    "shared sources stopped system temperature template tokens top transcript use waiting written",
    "you",
  ),
  shell: later(
    "chart confirm copied copy deleting docs english help math next optional page pages palette previous",
    "required restore shortcuts table unsaved",
  ),
};

/** Of those, what the first load says all the same. */
const FIRST = new Set(["shell_help", "shell_table_search"]);

function later(...words: string[]): RegExp {
  return new RegExp(`^[a-z]+_(?:${words.join(" ").replaceAll(" ", "|")})(?:_|$)`);
}

/** The area of the catalogue that a message belongs to: the first word of its key, or what is later. */
export function areaOf(key: string): string {
  const [first = ""] = key.split("_");
  const area = OTHER_AREA[first] ?? first;
  const isLater = LATER[area]?.test(key) === true && !FIRST.has(key);
  return isLater ? `${area}_later` : area;
}

/** The areas whose messages a module calls as `m.<area>_<key>`. */
export function areasIn(code: string): string[] {
  if (!code.includes('"#messages"')) return [];
  return [...new Set([...code.matchAll(/\bm\.([a-z]\w+)/g)].map(([, key = ""]) => areaOf(key)))];
}

/** The function that makes a message in one language, out of the message's compiled module. */
export function functionOf(source: string, key: string, locale: string): string {
  const begin = `const ${locale}_${key} = `;
  const from = source.indexOf(begin);
  if (from === -1) throw new Error(`The message ${key} has no ${locale}`);
  const rest = source.slice(from + begin.length);
  const end = rest.search(/\n(?:const |\/\*\*)/);
  return rest
    .slice(0, end === -1 ? undefined : end)
    .trim()
    .replace(/;$/, "");
}

/** Every key of the catalogue, sorted; `folder` is where its compiled modules are. */
export function keysIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".js") && name !== "_index.js")
    .map((name) => name.slice(0, -".js".length))
    .sort();
}

/** Every key of the catalogue with the short name that stands for it in the browser. */
function shortNames(folder: string): Map<string, string> {
  return new Map(keysIn(folder).map((key, index) => [key, `_${index.toString(36)}`]));
}

/** A module's code with every `m.<key>` under its short name. */
export function shorten(code: string, names: ReadonlyMap<string, string>): string {
  return code.replaceAll(/\bm\.([a-z]\w+)/g, (whole, key: string) => {
    const short = names.get(key);
    return short === undefined ? whole : `m.${short}`;
  });
}

function textsOf(
  folder: string,
  names: ReadonlyMap<string, string>,
  area: string,
  locale: string,
): string {
  const keys = [...names.keys()].filter((key) => areaOf(key) === area);
  if (keys.length === 0) throw new Error(`The catalogue has no messages of the area ${area}`);
  const members = keys.map((key) => {
    const source = readFileSync(join(folder, `${key}.js`), "utf8");
    return `${names.get(key)}: ${functionOf(source, key, locale)}`;
  });
  return `${REGISTRY}\nexport default { ${members.join(",\n")} };`;
}

function loaderOf(area: string): string {
  const imports = LOCALES.map((locale) => `${locale}: () => import("${TEXTS}/${area}/${locale}")`);
  return `import { m } from "${TEXTS}";
const languages = { ${imports.join(", ")} };
const texts = await (languages[document.documentElement.lang] ?? languages.en)();
Object.assign(m, texts.default);`;
}

/**
 * Gives the browser the texts of the page's own language only. Compiled messages carry all five
 * languages; in the client's build a module that uses messages waits for the texts of its areas,
 * which are loaded once, in the language that the document is in. The server keeps all of them. Keys
 * are long and would be sent twice, in the texts and where they are used, so the browser gets short
 * ones.
 */
export function clientMessages(): Plugin {
  let folder = "";
  let builds = false;
  let names: ReadonlyMap<string, string> = new Map();
  return {
    name: "selvedge:client-messages",
    enforce: "pre",
    applyToEnvironment: (environment) => environment.name === "client",
    configResolved(config) {
      folder = join(config.root, ".generated", "messages", "messages");
      builds = config.command === "build";
    },
    buildStart() {
      if (builds) names = shortNames(folder);
    },
    resolveId: (id) => (id.startsWith(TEXTS) ? `\0${id}` : undefined),
    load(id) {
      if (RUNTIME.test(id)) return CLIENT_RUNTIME;
      if (builds && CATALOGUE.test(id)) return `export { m } from "${TEXTS}";`;
      if (!id.startsWith(`\0${TEXTS}`)) return undefined;
      const [, area, locale] = id.split("/");
      if (area === undefined) return "export const m = {};";
      return locale === undefined ? loaderOf(area) : textsOf(folder, names, area, locale);
    },
    transform(code, id) {
      if (!builds || !/\.tsx?(?:$|\?)/.test(id)) return undefined;
      const imports = areasIn(code).map((area) => `import "${TEXTS}/${area}";`);
      if (imports.length === 0) return undefined;
      return { code: `${imports.join("")}${shorten(code, names)}`, map: null };
    },
  };
}

/** The parts that every page of the app shows; they travel in one file. */
const SHELL_PARTS = [
  "badge|balance-context|brand-mark|breadcrumbs|button|button-class|cx|error-state|error-view|format",
  "handle|icon-button|language-switch|link-button|live-socket|menu|menu-item|meter|page",
  "place-popover|plan-name|problem-view|pt|selvedge-band|skeleton|skip-link|spinner|text-link|theme",
  "theme-switch|toast|toast-region|tooltip|use-live-balance|use-now",
].join("|");
const SHELL_ICONS = [
  "activity|arrow-up|book-open|boxes|arrow-down|chevron-down|chevron-right|coins|credit-card|download|ellipsis|file-text",
  "key-round|pencil|search|square-pen|triangle-exclamation-point|user-round|x",
].join("|");

/** Which file a module of the client goes to: few files, and little that a page does not need. */
export const clientChunks = {
  groups: [
    // A module that waits at its top level must be in no circle of files, or nobody waits for it:
    // the loaders of texts stand apart from everything that uses them.
    { name: "texts", test: /^\0virtual:texts$|preload-helper/, priority: 2 },
    {
      debugName: "texts of an area",
      name: (id: string) => {
        const area = /^\0virtual:texts\/(\w+)$/.exec(id)?.[1];
        return area === undefined ? null : `texts-${area}`;
      },
      priority: 2,
    },
    {
      name: "framework",
      test: /node_modules[\\/](?:react|react-dom|react-router|scheduler|cookie)[\\/]/,
    },
    { name: "parts", test: new RegExp(`[\\\\/]app[\\\\/]ui[\\\\/](?:${SHELL_PARTS})\\.tsx?$`) },
    { name: "parts", test: /[\\/]app[\\/]routes[\\/]shell[\\/]navigation\.ts$/ },
    {
      name: "parts",
      test: /lucide-react[\\/]dist[\\/]esm[\\/](?:createLucideIcon|Icon|context|default|shared)/,
    },
    { name: "parts", test: new RegExp(`lucide-react.*[\\\\/]icons[\\\\/](?:${SHELL_ICONS})\\.`) },
  ],
};
