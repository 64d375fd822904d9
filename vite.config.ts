import { join } from "node:path";
import { cloudflare } from "@cloudflare/vite-plugin";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { clientChunks, clientMessages } from "./scripts/client-messages.ts";
import { serverMessages } from "./scripts/server-messages.ts";
import { messagesOptions } from "./scripts/messages.ts";
import { pdfTextOnly } from "./scripts/pdf-text-only.ts";
import { reactStreamOnly } from "./scripts/react-stream-only.ts";
import { zodEnglish } from "./scripts/zod-english.ts";

/** What `npm run dev` lets the Worker see; a build carries no settings of a machine. */
const devVariables =
  process.env.SELVEDGE_DEV_VARIABLES === undefined
    ? undefined
    : (JSON.parse(process.env.SELVEDGE_DEV_VARIABLES) as Record<string, string>);

export default defineConfig({
  environments: {
    // The Worker is uploaded as it is built; minified it weighs a third less.
    ssr: { build: { minify: true } },
    client: { build: { rolldownOptions: { output: { codeSplitting: clientChunks } } } },
  },
  plugins: [
    paraglideVitePlugin(messagesOptions),
    clientMessages(),
    serverMessages(),
    zodEnglish(),
    pdfTextOnly(),
    reactStreamOnly(),
    cloudflare({
      viteEnvironment: { name: "ssr" },
      persistState: { path: join(process.env.SELVEDGE_HOME ?? ".selvedge", "state") },
      ...(devVariables === undefined ? {} : { config: { vars: devVariables } }),
    }),
    tailwindcss(),
    reactRouter(),
  ],
});
