import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.ts";

const root = join(import.meta.dirname, "..");
const stamp = join(root, "build", ".sources");

/** What the built product is made of. Tests and documents of the project itself are not part of it. */
const sources = [
  "app",
  "content",
  "docs/problems",
  "durable-objects",
  "messages",
  "package-lock.json",
  "package.json",
  "project.inlang/settings.json",
  "public",
  "react-router.config.ts",
  "scripts",
  "vite.config.ts",
  "worker",
  "wrangler.toml",
];

function* filesBelow(path: string): Generator<string> {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name));
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const file of filesBelow(join(root, source))) {
      if (file.includes(".test.")) continue;
      hash.update(file.slice(root.length)).update(readFileSync(file));
    }
  }
  return hash.digest("hex");
}

/** Builds client and Worker into `build/` unless they are those of the present sources. */
export async function buildProduct({ force = false } = {}): Promise<void> {
  const wanted = hashOfSources();
  if (!force && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("Building…");
  rmSync(join(root, "build"), { recursive: true, force: true });
  run("node", ["scripts/openapi.ts"]);
  run("react-router", ["build", "--logLevel", "warn"], {
    AUTH_SECRET: "x".repeat(32),
    NODE_ENV: "production",
  });
  writeFileSync(stamp, wanted);
}
