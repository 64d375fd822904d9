import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { firesAt } from "./cron.ts";
import { applyMigrations } from "./migrations.ts";
import { answerArgon2 } from "./argon2-service.ts";

const builtServer = join(import.meta.dirname, "..", "build", "server");
const MINUTE_MS = 60_000;

export interface ServeOptions {
  port: number;
  /** Folder of all state. */
  home: string;
  /** Variables that become the Worker's settings. */
  variables: Record<string, string>;
}

export interface ServedProduct {
  /** Runs a scheduled job of the Worker by its cron expression or its name. */
  runJob(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Where Miniflare keeps its state; the development server uses the same folder. */
export function stateFolder(home: string): string {
  return join(home, "state", "v3");
}

function builtModules(serverDirectory: string) {
  const names = readdirSync(serverDirectory, { recursive: true, encoding: "utf8" });
  const named = (ending: string) => names.filter((name) => name.endsWith(ending)).toSorted();
  const scripts = ["index.js", ...named(".js").filter((name) => name !== "index.js")];
  return [
    ...scripts.map((name) => ({
      type: "ESModule" as const,
      path: join(serverDirectory, name),
      contents: readFileSync(join(serverDirectory, name), "utf8"),
    })),
    ...named(".wasm").map((name) => ({
      type: "CompiledWasm" as const,
      path: join(serverDirectory, name),
      contents: readFileSync(join(serverDirectory, name)),
    })),
  ];
}

function cronExpressions(): string[] {
  const config = JSON.parse(readFileSync(join(builtServer, "wrangler.json"), "utf8")) as {
    triggers?: { crons?: string[] };
  };
  return config.triggers?.crons ?? [];
}

/**
 * The way out for requests to addresses that customers name: workerd itself resolves their hosts and
 * connects to public addresses only.
 */
export const publicOnly = {
  network: { allow: ["public"], tlsOptions: { trustBrowserCas: true } },
};

/** The built Worker as Miniflare takes it. */
export function builtWorker(serverDirectory: string, variables: Record<string, string>) {
  const config = join(serverDirectory, "wrangler.json");
  const { workerOptions } = unstable_getMiniflareWorkerOptions(config);
  return {
    ...workerOptions,
    name: "selvedge",
    modules: builtModules(serverDirectory),
    modulesRoot: serverDirectory,
    bindings: { ...(workerOptions.bindings as Record<string, never>), ...variables },
    serviceBindings: {
      ...(workerOptions.serviceBindings as Record<string, never>),
      EGRESS: publicOnly,
      ARGON2: answerArgon2,
    },
  };
}

/** A Miniflare of a built Worker, with nothing between workerd and the port. */
export function createMiniflare(options: {
  serverDirectory: string;
  port: number;
  home: string;
  variables: Record<string, string>;
}): Miniflare {
  const { serverDirectory, port, home, variables } = options;
  return new Miniflare(
    convertV4MiniflareOptions({
      ...builtWorker(serverDirectory, variables),
      host: "127.0.0.1",
      port,
      cf: false,
      resourcePersistencePath: stateFolder(home),
      log: new Log(LogLevel.WARN),
    }),
  );
}

/**
 * Serves the built Worker from workerd itself on loopback, by the name localhost and by 127.0.0.1,
 * migrated, with all state below `home` and its cron triggers firing.
 */
export async function serveProduct({
  port,
  home,
  variables,
}: ServeOptions): Promise<ServedProduct> {
  const miniflare = createMiniflare({ serverDirectory: builtServer, port, home, variables });
  await miniflare.ready;
  await applyMigrations(await miniflare.getD1Database("DB"));

  const runJob = async (cron: string): Promise<void> => {
    const worker = await miniflare.getWorker();
    const { outcome } = await worker.scheduled({ cron, scheduledTime: new Date() });
    if (outcome !== "ok") throw new Error(`The scheduled job ${cron} ended as ${outcome}`);
  };
  const expressions = cronExpressions();
  const ticking = setInterval(() => {
    for (const expression of expressions) {
      if (!firesAt(expression, new Date())) continue;
      runJob(expression).catch((cause: unknown) => console.error(cause));
    }
  }, MINUTE_MS);
  return {
    runJob,
    async stop() {
      clearInterval(ticking);
      await miniflare.dispose();
    },
  };
}
