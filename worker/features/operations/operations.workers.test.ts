import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { UserId } from "#core/ids";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { outbox } from "#platform/outbox.tables";
import {
  countParked,
  listConnectors,
  listCronRuns,
  listRefusedSettings,
  listScheduledJobs,
  requestJobRun,
  parkJob,
  replayAllParked,
  runCronJob,
} from "./index.ts";

beforeEach(async () => {
  await env.DB.batch([
    env.DB.prepare("delete from cron_runs"),
    env.DB.prepare("delete from parked_jobs"),
    env.DB.prepare("delete from outbox"),
    env.DB.prepare("delete from audit_rows"),
  ]);
});

function ctxOfOperator(): Ctx {
  return createCtx(env, { actor: { kind: "job", name: "test" } });
}

function ctxOfAnyone(): Ctx {
  const userId = "usr_00000000000000000000000000" as UserId;
  const who = { userId, email: "a@example.com", name: "A", operator: false };
  return createCtx(env, {
    actor: { kind: "user", sessionId: "sess_1", authenticatedAtMs: 0, ...who },
  });
}

test("nobody but the operator looks into operations", async () => {
  const ctx = ctxOfAnyone();
  await expect(listScheduledJobs(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(countParked(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(listConnectors(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(requestJobRun(ctx, "self-check")).rejects.toMatchObject({ slug: "forbidden" });
  expect(() => listRefusedSettings(ctx)).toThrow(expect.objectContaining({ slug: "forbidden" }));
});

test("jobs count as parked until they are replayed", async () => {
  const ctx = ctxOfOperator();
  const message = { type: "mail.requested", payload: { mailId: "mail_1" } } as const;
  await parkJob(ctx, { id: "obx_1", ...message }, { reason: "down", tries: 8 });
  await parkJob(ctx, { id: "obx_2", ...message }, { reason: "down", tries: 8 });
  expect(await countParked(ctx)).toBe(2);
  await replayAllParked(ctx);
  expect(await countParked(ctx)).toBe(0);
});

test("a job shows its latest run, also when the one before took another course", async () => {
  const ctx = ctxOfOperator();
  await runCronJob(ctx, "sweep-outbox", async () => ({ sent: 3 }));
  await runCronJob(ctx, "sweep-outbox", async () => {
    throw new Error("the database is away");
  });
  const jobs = await listScheduledJobs(ctx);
  expect(jobs.find(({ name }) => name === "sweep-outbox")).toMatchObject({
    schedule: "five-minutely",
    lastRun: { ok: false, report: { error: "the database is away" } },
  });
  expect(jobs.find(({ name }) => name === "self-check")?.lastRun).toBe(null);
});

test("a run that is asked for waits on the queue, is audited and becomes the run itself", async () => {
  const ctx = ctxOfOperator();
  const runId = await requestJobRun(ctx, "self-check");
  expect(await listCronRuns(ctx, "self-check")).toMatchObject([{ id: runId, ok: null }]);
  expect(await ctx.db.select().from(outbox)).toMatchObject([
    { type: "operations.run-requested", payload: { name: "self-check", runId } },
  ]);
  const audit = await env.DB.prepare("select action, target from audit_rows").all();
  expect(audit.results).toEqual([{ action: "scheduled-job.requested", target: runId }]);

  await runCronJob(ctx, "self-check", async () => ({ failed: 0 }), runId);
  expect(await listCronRuns(ctx, "self-check")).toMatchObject([
    { id: runId, ok: true, report: { failed: 0 } },
  ]);
});

test("a job that does not exist is not run", async () => {
  const ctx = ctxOfOperator();
  await expect(requestJobRun(ctx, "toString")).rejects.toMatchObject({ slug: "not-found" });
  expect(ctx.outboxIds).toEqual([]);
});

test("connectors say whether they are connected and which settings are missing", async () => {
  const ctx = ctxOfOperator();
  const connectors = await listConnectors({
    ...ctx,
    settings: { ...ctx.settings, openai: undefined, anthropic: undefined },
  });
  expect(connectors.map(({ id }) => id)).toEqual([
    "builtin",
    "openai",
    "anthropic",
    "workers-ai",
    "stripe",
    "mail",
    "smtp",
    "resend",
    "sendgrid",
    "mailgun",
    "ses",
    "cloudflare",
  ]);
  expect(connectors[0]).toMatchObject({ state: "connected", failure: null });
  expect(connectors.find(({ id }) => id === "anthropic")).toMatchObject({
    state: "not-set-up",
    settings: ["ANTHROPIC_API_KEY"],
    host: null,
  });
});
