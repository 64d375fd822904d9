import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const ENGINE = /[\\/]unpdf[\\/]dist[\\/]pdfjs\.mjs$/;
const NARROW = "\0selvedge:pdf-text-only";
const engine = fileURLToPath(import.meta.resolve("unpdf/pdfjs"));

/** What is taken out of PDF.js, with what takes its place. */
const cuts: [RegExp, string][] = [
  // Everything that is exported, once more as a global: nothing could be left out.
  [/globalThis\._pdfjsTestingUtils=\{[^{}]*\},globalThis\.pdfjsLib=\{[^{}]*\};/, ""],
  // The dictionary of Brotli is a seventh of the whole; a PDF that is packed with it is unreadable.
  [
    /makeBrotliDecode=\(\)=>\{.*?return decode\},(\w+)=makeBrotliDecode\(\)/s,
    '$1=()=>{throw new Error("Brotli is not read")}',
  ],
];

function cut(code: string): string {
  return cuts.reduce((rest, [pattern, instead]) => {
    if (!pattern.test(rest)) throw new Error(`PDF.js has no ${pattern.source} any more`);
    return rest.replace(pattern, instead);
  }, code);
}

/** PDF.js as far as it reads text: no editors, forms and layers of a page in a browser. */
export function pdfTextOnly(): Plugin {
  return {
    name: "selvedge:pdf-text-only",
    enforce: "pre",
    apply: "build",
    resolveId: (id, importer) => (id === "unpdf/pdfjs" && importer !== NARROW ? NARROW : undefined),
    load: (id) =>
      id === NARROW ? `export { getDocument } from ${JSON.stringify(engine)};` : undefined,
    transform: (code, id) => (ENGINE.test(id) ? { code: cut(code), map: null } : undefined),
  };
}
