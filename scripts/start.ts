import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { buildProduct } from "./build-product.ts";
import { serveProduct } from "./serve-product.ts";

const port = Number(process.env.PORT ?? 8787);
const home = resolve(process.env.SELVEDGE_HOME ?? ".selvedge");
mkdirSync(home, { recursive: true });
await buildProduct();
const miniflare = await serveProduct({
  port,
  home,
  variables: {
    ENVIRONMENT: "local",
    AUTH_SECRET: "x".repeat(32),
    SELVEDGE_BENCH: process.env.SELVEDGE_BENCH ?? "0",
  },
});
console.log(`ready http://localhost:${port}`);
const stop = async () => {
  await miniflare.dispose();
  process.exit(0);
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
