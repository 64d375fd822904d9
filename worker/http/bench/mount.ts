import type { Context, Hono } from "hono";
import type { z } from "zod";
import {
  checkPasswords,
  countMails,
  dumpLedger,
  drain,
  requestMails,
  seed,
  setClock,
} from "#features/bench";
import {
  ClockInput,
  CronInput,
  FaultInput,
  InboundMailInput,
  MailEventInput,
  MailsRequest,
  PasswordChecks,
  SeedInput,
} from "#features/bench/schema";
import { receiveInboundMail } from "#features/inbound-mail";
import { listMails } from "#features/mail";
import { receiveCloudflareEvent } from "#features/mail-webhooks";
import { publishRateCard } from "#features/models";
import { RateCardInput } from "#features/models/schema";
import { clockNow } from "#platform/clock";
import { settingsOf } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { databaseCalls } from "#platform/db";
import { armFault } from "#platform/faults";
import { readInput } from "#platform/read-body";
import { jobsOn, runNamedJob } from "../../cron.ts";
import { schedulesBetween } from "../../schedules.ts";
import type { AppEnv } from "../app-env.ts";
import { flushAfterwards, openCtx } from "../authenticate.ts";

const BODY_BYTES_MAX = 20_000_000;

type BenchContext = Context<AppEnv>;
type Handler = (ctx: Ctx, c: BenchContext) => Promise<unknown>;

async function inputOf<S extends z.ZodType>(c: BenchContext, schema: S): Promise<z.output<S>> {
  return await readInput(c.req.raw, schema, BODY_BYTES_MAX);
}

async function moveClock(ctx: Ctx, offsetMs: number) {
  const fromMs = clockNow();
  const woken = await setClock(ctx, offsetMs);
  const jobs: string[] = [];
  for (const schedule of schedulesBetween(fromMs, clockNow())) {
    for (const name of jobsOn(schedule)) {
      await runNamedJob(ctx, name);
      jobs.push(name);
    }
  }
  return { offsetMs, nowMs: clockNow(), woken, jobs };
}

/** Mounts `/__bench`, which answers only on a test bench; elsewhere the paths do not exist. */
export function mountBench(app: Hono<AppEnv>): void {
  const on = (method: "GET" | "POST" | "PUT", path: string, handler: Handler) => {
    app.on(method, `/__bench${path}`, async (c, next) => {
      if (!settingsOf(c.env).bench) return await next();
      const ctx = openCtx(c, { actor: { kind: "job", name: "bench" } });
      const answer = await handler(ctx, c);
      flushAfterwards(c);
      return c.json(answer as object);
    });
  };
  on("POST", "/seed", async (ctx, c) => await seed(ctx, await inputOf(c, SeedInput)));
  on(
    "PUT",
    "/rate-card",
    async (ctx, c) => await publishRateCard(ctx, await inputOf(c, RateCardInput)),
  );
  on(
    "POST",
    "/clock",
    async (ctx, c) => await moveClock(ctx, (await inputOf(c, ClockInput)).offsetMs),
  );
  on("POST", "/cron", async (ctx, c) => {
    const { name } = await inputOf(c, CronInput);
    const run = await runNamedJob(ctx, name);
    return { ...run.report, ...run };
  });
  on("POST", "/drain", async (ctx) => await drain(ctx));
  on("POST", "/inbound-mail", async (ctx, c) => {
    const { raw, ...envelope } = await inputOf(c, InboundMailInput);
    const bytes = new TextEncoder().encode(raw);
    return await receiveInboundMail(ctx, { ...envelope, source: "email" }, bytes);
  });
  on("POST", "/mail-events", async (ctx, c) => {
    return await receiveCloudflareEvent(ctx, await inputOf(c, MailEventInput));
  });
  on("GET", "/mail", async (ctx, c) => await listMails(ctx, { to: c.req.query("to") }));
  on("GET", "/mails", async (ctx) => await countMails(ctx));
  on("POST", "/mails", async (ctx, c) => await requestMails(ctx, await inputOf(c, MailsRequest)));
  on("POST", "/password-checks", async (ctx, c) => {
    return await checkPasswords(ctx, await inputOf(c, PasswordChecks));
  });
  on("POST", "/fault", async (_ctx, c) => {
    const { target, mode, count } = await inputOf(c, FaultInput);
    armFault(target, mode, count);
    return { target, mode, count };
  });
  on("GET", "/database-calls", async () => ({ calls: databaseCalls() }));
  on("GET", "/ledger", async (ctx, c) => await dumpLedger(ctx, c.req.query("accountId") ?? ""));
}
