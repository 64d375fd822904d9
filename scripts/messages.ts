import type { CompilerOptions } from "@inlang/paraglide-js";

/** How the catalogue under `messages/` becomes typed functions in `.generated/messages`. */
export const messagesOptions: CompilerOptions = {
  project: "./project.inlang",
  outdir: "./.generated/messages",
  // `client-messages.ts` takes the messages apart by their files.
  outputStructure: "message-modules",
  strategy: ["cookie", "preferredLanguage", "baseLocale"],
  cookieName: "selvedge-locale",
  emitTsDeclarations: true,
  isServer: "import.meta.env.SSR",
};
