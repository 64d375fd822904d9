import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { localEnvironment } from "./environment.ts";
import { applyMigrations } from "./migrations.ts";
import { stateFolder } from "./serve-product.ts";

/** Migrates the local database without starting the product. */
const { home } = localEnvironment();
const DATABASE_ID = "00000000-0000-0000-0000-000000000000";
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    name: "selvedge",
    modules: true,
    script: "export default { fetch: () => new Response() }",
    d1Databases: { DB: DATABASE_ID },
    cf: false,
    resourcePersistencePath: stateFolder(home),
  }),
);
const applied = await applyMigrations(await miniflare.getD1Database("DB"));
await miniflare.dispose();
console.log(
  applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`,
);
