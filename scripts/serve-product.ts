import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";

const root = join(import.meta.dirname, "..");
const serverDirectory = join(root, "build", "server");

export interface ServeOptions {
  port: number;
  /** Folder of all state. */
  home: string;
  /** Variables that become the Worker's settings. */
  variables: Record<string, string>;
}

function builtModules() {
  const names = readdirSync(serverDirectory, { recursive: true, encoding: "utf8" });
  const modules = names.filter((name) => name.endsWith(".js"));
  const ordered = ["index.js", ...modules.filter((name) => name !== "index.js").sort()];
  return ordered.map((name) => ({
    type: "ESModule" as const,
    path: join(serverDirectory, name),
    contents: readFileSync(join(serverDirectory, name), "utf8"),
  }));
}

/**
 * Serves the built Worker from workerd itself on loopback, both by the name localhost and by
 * 127.0.0.1, with all state below `home`.
 */
export async function serveProduct({ port, home, variables }: ServeOptions): Promise<Miniflare> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(
    join(serverDirectory, "wrangler.json"),
  );
  const options = convertV4MiniflareOptions({
    ...workerOptions,
    name: "selvedge",
    modules: builtModules(),
    modulesRoot: serverDirectory,
    bindings: { ...(workerOptions.bindings as Record<string, never>), ...variables },
    host: "127.0.0.1",
    port,
    cf: false,
    resourcePersistencePath: join(home, "state"),
    log: new Log(LogLevel.WARN),
  });
  const miniflare = new Miniflare(options);
  await miniflare.ready;
  return miniflare;
}
