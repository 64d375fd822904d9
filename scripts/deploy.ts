import { buildProduct } from "./build-product.ts";
import { run } from "./command.ts";

const dryRun = process.argv.includes("--dry-run");
const config = "build/server/wrangler.json";

await buildProduct();
if (dryRun) {
  run("wrangler", ["deploy", "--dry-run", "--config", config, "--outdir", "build/deploy"]);
} else {
  run("wrangler", ["d1", "migrations", "apply", "DB", "--remote", "--config", "wrangler.toml"]);
  run("wrangler", ["deploy", "--config", config]);
}
