import { buildProduct } from "./build-product.ts";

await buildProduct({ force: process.argv.includes("--force") });
