import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Plugin, runnerImport } from "vite";

const root = join(import.meta.dirname, "..");
const target = join(root, ".generated", "openapi.json");

/** The runtime's own modules do not exist here; nothing of them runs while routes are described. */
const withoutWorkerd: Plugin = {
  name: "without-workerd",
  enforce: "pre",
  resolveId: (id) => (id.startsWith("cloudflare:") ? `\0${id}` : undefined),
  load: (id) =>
    id.startsWith("\0cloudflare:")
      ? "export class DurableObject {} export class WorkerEntrypoint {} export const env = {}; export const connect = undefined; export default {};"
      : undefined,
};

interface DocumentModule {
  openApiDocument(): unknown;
}

mkdirSync(join(root, ".generated"), { recursive: true });
if (!existsSync(target)) writeFileSync(target, "{}\n");
const { module } = await runnerImport<DocumentModule>(
  join(root, "worker", "http", "openapi-document.ts"),
  { root, configFile: false, logLevel: "error", plugins: [withoutWorkerd] },
);
writeFileSync(target, `${JSON.stringify(module.openApiDocument())}\n`);
