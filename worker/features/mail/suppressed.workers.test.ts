import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import {
  addressThat,
  receivedBy,
  requestMail,
  smtpCtx,
  workOn,
} from "../../../tests/support/mail.ts";
import { anonymousCtx } from "../../../tests/support/people.ts";
import { liftSuppression, recordMailEvent, sweepMails, unsubscribe } from "./index.ts";
import { makeUnsubscribeToken } from "./unsubscribe-token.ts";

type Kind = "hard-bounce" | "soft-bounce" | "complaint" | "unsubscribe";

type Step =
  | { do: "event"; kind: Kind; repeat: boolean }
  | { do: "link" }
  | { do: "mail"; template: "verify" | "pt-low"; work: boolean }
  | { do: "work" }
  | { do: "sweep" }
  | { do: "lift"; reason: "hard-bounce" | "complaint" }
  | { do: "clock"; byMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("event" as const),
    kind: fc.constantFrom<Kind>("hard-bounce", "soft-bounce", "complaint", "unsubscribe"),
    repeat: fc.boolean(),
  }),
  fc.record({ do: fc.constant("link" as const) }),
  fc.record({
    do: fc.constant("mail" as const),
    template: fc.constantFrom("verify" as const, "pt-low" as const),
    work: fc.boolean(),
  }),
  fc.record({ do: fc.constant("work" as const) }),
  fc.record({ do: fc.constant("sweep" as const) }),
  fc.record({
    do: fc.constant("lift" as const),
    reason: fc.constantFrom("hard-bounce" as const, "complaint" as const),
  }),
  fc.record({
    do: fc.constant("clock" as const),
    byMs: fc.constantFrom(MINUTE_MS, DAY_MS, 15 * DAY_MS, 31 * DAY_MS, -DAY_MS),
  }),
);

/** What may reach an address, reckoned a second time by the rules as they are written down. */
class Rules {
  bounced = false;
  complained = false;
  unsubscribed = false;
  softAtMs: number[] = [];
  heldUntilMs = 0;

  take(kind: Kind, nowMs: number): void {
    if (kind === "hard-bounce") this.bounced = true;
    if (kind === "complaint") this.complained = true;
    if (kind === "unsubscribe") this.unsubscribed = true;
    if (kind !== "soft-bounce") return;
    this.softAtMs.push(nowMs);
    const counted = this.softAtMs.filter((atMs) => atMs > nowMs - 14 * DAY_MS);
    if (counted.length >= 3) this.heldUntilMs = nowMs + 30 * DAY_MS;
  }

  allows(template: "verify" | "pt-low", nowMs: number): boolean {
    if (this.bounced || this.heldUntilMs > nowMs) return false;
    return template === "verify" || !(this.complained || this.unsubscribed);
  }
}

async function play(steps: Step[]): Promise<void> {
  const to = addressThat();
  const rules = new Rules();
  const mails: { id: string; template: "verify" | "pt-low" }[] = [];
  let nowMs = Date.UTC(2028, 0, 1);
  let events = 0;
  const seen = new Set<string>();
  const workAll = async () => {
    for (const { id } of mails) await workOn(smtpCtx(nowMs), id);
    const received = await receivedBy(to);
    expect(received.length - seen.size).toBeLessThanOrEqual(mails.length);
    for (const { raw } of received.slice(seen.size)) {
      const id = /^Message-ID: <(mail_\w+)@/m.exec(raw)?.[1] ?? "";
      const template = mails.find((mail) => mail.id === id)?.template ?? "pt-low";
      expect(seen).not.toContain(id);
      expect(rules.allows(template, nowMs), `${template} at ${nowMs}`).toBe(true);
      seen.add(id);
    }
  };
  for (const one of steps) {
    const ctx = smtpCtx(nowMs);
    switch (one.do) {
      case "event": {
        events += one.repeat ? 0 : 1;
        const eventId = `${to}:${one.kind}:${events}`;
        const told = { transport: "smtp", kind: one.kind, atMs: 0, detail: "" } as const;
        const { recorded } = await recordMailEvent(ctx, { ...told, eventId, address: to });
        if (recorded) rules.take(one.kind, nowMs);
        break;
      }
      case "link": {
        const token = await makeUnsubscribeToken(ctx, { address: to, topic: "usage" });
        await unsubscribe({ ...anonymousCtx(), clock: ctx.clock }, token);
        rules.unsubscribed = true;
        break;
      }
      case "mail":
        mails.push({ id: await requestMail(ctx, to, one.template), template: one.template });
        if (one.work) await workAll();
        break;
      case "work":
        await workAll();
        break;
      case "sweep":
        await sweepMails(ctx);
        break;
      case "lift": {
        const scope = one.reason === "complaint" ? "non-essential" : "all";
        const key = { address: to, scope, reason: one.reason };
        const lifted = await liftSuppression(ctx, key).then(
          () => true,
          () => false,
        );
        if (lifted && one.reason === "complaint") rules.complained = false;
        if (lifted && one.reason === "hard-bounce") rules.bounced = false;
        break;
      }
      case "clock":
        nowMs += one.byMs;
    }
  }
  await workAll();
}

test("no order of bounces, complaints, unsubscribes, retries and clock jumps mails a suppressed address", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), play), {
    numRuns: 25,
    endOnFailure: true,
  });
}, 240_000);
