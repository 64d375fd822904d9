import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { shiftClock } from "#platform/clock";
import { limiterOf } from "./client.ts";

const perMinute = { name: "requests", limit: 2, windowMs: MINUTE_MS };
const perDay = { name: "messages", limit: 2, windowMs: DAY_MS };

afterEach(() => shiftClock(0));

test("of many at once exactly the limit is admitted", async () => {
  const limiter = limiterOf(env, "user:parallel");
  const rules = [{ ...perMinute, limit: 10 }];
  const answers = await Promise.all(Array.from({ length: 50 }, () => limiter.admit({ rules })));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(10);
});

test("a request that one rule refuses counts against none", async () => {
  const limiter = limiterOf(env, "user:both");
  const rules = [{ ...perMinute, limit: 1 }, perDay];
  await limiter.admit({ rules });
  expect(await limiter.admit({ rules })).toMatchObject({ ok: false, rule: "requests" });
  expect(await limiter.admit({ cost: 0, rules: [perDay] })).toMatchObject({ remaining: 1 });
});

test("asking costs nothing", async () => {
  const limiter = limiterOf(env, "user:asking");
  await limiter.admit({ cost: 0, rules: [perDay] });
  expect(await limiter.admit({ cost: 0, rules: [perDay] })).toMatchObject({ remaining: 2 });
});

test("after the time that the refusal names the request is admitted", async () => {
  const limiter = limiterOf(env, "user:waiting");
  await limiter.admit({ cost: 2, rules: [perMinute] });
  const refused = await limiter.admit({ rules: [perMinute] });
  if (refused.ok) throw new Error("it was admitted");
  expect(refused.retryAfterMs).toBeLessThanOrEqual(MINUTE_MS);
  shiftClock(refused.retryAfterMs);
  expect(await limiter.admit({ rules: [perMinute] })).toMatchObject({ ok: true });
});

test("a daily quota survives a restart and ends after its day", async () => {
  const limiter = limiterOf(env, "visitor:daily");
  await limiter.admit({ cost: 2, rules: [perDay] });
  await evictDurableObject(limiter);
  expect(await limiter.admit({ rules: [perDay] })).toMatchObject({ ok: false });
  shiftClock(DAY_MS - HOUR_MS);
  expect(await limiter.admit({ rules: [perDay] })).toMatchObject({ ok: false });
  shiftClock(DAY_MS + HOUR_MS);
  expect(await limiter.admit({ rules: [perDay] })).toMatchObject({ ok: true });
});

test("the epoch rises for good", async () => {
  const limiter = limiterOf(env, "user:epoch");
  const { epoch } = await limiter.admit({ rules: [perMinute] });
  await limiter.bumpEpoch();
  await evictDurableObject(limiter);
  expect(await limiter.admit({ cost: 0, rules: [perMinute] })).toMatchObject({ epoch: epoch + 1 });
});
