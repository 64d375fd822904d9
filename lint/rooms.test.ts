import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selvedge-rooms-"));
  copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lints a file that holds just this import, at this place of an otherwise empty project. */
function lint(file: string, imported: string, name = "thing"): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import { ${name} } from "${imported}";\n\nexport const same = ${name};\n`);
  try {
    execFileSync(join(root, "node_modules", ".bin", "oxlint"), [file], { cwd: folder });
    return "";
  } catch (failure) {
    return String((failure as { stdout: Buffer }).stdout);
  } finally {
    rmSync(path);
  }
}

test.each([
  ["worker/core/seed.ts", "#platform/ctx"],
  ["worker/core/seed.ts", "drizzle-orm"],
  ["worker/platform/seed.ts", "#features/chat"],
  ["worker/platform/seed.ts", "../features/chat/index.ts"],
  ["worker/features/chat/seed.ts", "#features/credits/routes"],
  ["worker/features/chat/seed.ts", "../credits/grant-pt.ts"],
  ["worker/features/chat/seed.ts", "#app/context.ts"],
  ["worker/http/seed.ts", "#objects/ledger"],
  ["worker/http/seed.ts", "#features/chat/tables"],
  ["durable-objects/ledger/seed.ts", "#features/credits"],
  ["durable-objects/ledger/seed.ts", "../conversation/turn.ts"],
  ["app/routes/chat/seed.tsx", "#platform/db"],
  ["app/routes/chat/seed.tsx", "#features/chat/tables"],
  ["app/ui/seed.tsx", "#features/chat"],
  ["app/ui/seed.tsx", "#objects/ledger"],
])("lint refuses that %s imports %s", (file, imported) => {
  expect(lint(file, imported)).toContain("no-restricted-imports");
});

test.each([
  ["worker/platform/seed.ts", "#core/problem"],
  ["worker/features/chat/seed.ts", "#features/credits"],
  ["worker/features/chat/seed.ts", "#objects/conversation"],
  ["worker/http/seed.ts", "#features/chat/routes"],
  ["durable-objects/ledger/seed.ts", "#platform/clock"],
  ["app/routes/chat/seed.tsx", "#features/chat"],
  ["app/ui/seed.tsx", "#features/chat/schema"],
])("lint allows that %s imports %s", (file, imported) => {
  expect(lint(file, imported)).toBe("");
});

test("lint refuses to read env outside platform, objects and worker/index.ts", () => {
  expect(lint("worker/http/seed.ts", "cloudflare:workers", "env")).toContain(
    "no-restricted-imports",
  );
});
