import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createCtx } from "./create-ctx.ts";
import { auditRow } from "./audit.ts";
import { runBatch } from "./db.ts";

test("a batch writes its audit row", async () => {
  const ctx = createCtx(env, { actor: { kind: "job", name: "test" } });
  await runBatch(ctx.db, [auditRow(ctx, "thing.made", "x")]);
  const rows = await env.DB.prepare("select * from audit_rows").all();
  expect(rows.results).toHaveLength(1);
  const answer = await exports.default.fetch("http://localhost/healthz");
  expect(await answer.json()).toEqual({ ok: true });
});
