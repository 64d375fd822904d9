import { cloudflare } from "@cloudflare/vite-plugin";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { messagesOptions } from "./scripts/messages.ts";

export default defineConfig({
  plugins: [
    paraglideVitePlugin(messagesOptions),
    cloudflare({
      viteEnvironment: { name: "ssr" },
      persistState: { path: process.env.SELVEDGE_HOME ?? ".selvedge" },
    }),
    tailwindcss(),
    reactRouter(),
  ],
});
