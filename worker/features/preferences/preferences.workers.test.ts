import { describe, expect, it } from "vitest";
import { runBatch } from "#platform/db";
import { anonymousCtx, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  getPreferences,
  listWanting,
  quietEndsAtMs,
  stopMailRows,
  updatePreferences,
  wantsMail,
} from "./index.ts";
import { topicFacts, topics } from "./schema.ts";

describe("choices", () => {
  it("are ours until a person makes their own, and each is changed by itself", async () => {
    const { ctx, userId } = await makePerson();
    expect((await getPreferences(ctx)).topics.usage).toEqual({ app: true, mail: true, push: true });
    await updatePreferences(ctx, { topics: { usage: { mail: false } } });
    await updatePreferences(ctx, { topics: { usage: { push: false }, team: { push: true } } });
    const { topics: chosen, digest } = await getPreferences(ctx);
    expect(chosen.usage).toEqual({ app: true, mail: false, push: false });
    expect(chosen.team.push).toBe(true);
    expect(digest).toBe("weekly");
    expect(await wantsMail(jobCtx(), userId, "usage")).toBe(false);
    expect(await wantsMail(jobCtx(), userId, "disputes")).toBe(true);
  });

  it("of two tabs at once both count", async () => {
    const { ctx } = await makePerson();
    await Promise.all([
      updatePreferences(ctx, { topics: { usage: { mail: false } } }),
      updatePreferences(ctx, { topics: { usage: { app: false } }, digest: "off" }),
    ]);
    const { topics: chosen, digest } = await getPreferences(ctx);
    expect(chosen.usage).toEqual({ app: false, mail: false, push: true });
    expect(digest).toBe("off");
  });

  it("never switch an essential mail off, by the form or by the link in a mail", async () => {
    const { ctx, userId } = await makePerson();
    for (const topic of topics.filter((one) => topicFacts[one].essential)) {
      await updatePreferences(ctx, { topics: { [topic]: { mail: false } } });
      await runBatch(jobCtx().db, stopMailRows(jobCtx(), userId, topic));
      expect(await wantsMail(jobCtx(), userId, topic)).toBe(true);
    }
  });

  it("are those of one person, and nobody else's", async () => {
    const [one, other] = [await makePerson(), await makePerson()];
    await updatePreferences(one.ctx, { topics: { usage: { push: false } } });
    const wanting = await listWanting(jobCtx(), [one.userId, other.userId], {
      topic: "usage",
      channel: "push",
    });
    expect(wanting).toEqual([other.userId]);
    await expect(getPreferences(anonymousCtx())).rejects.toMatchObject({ slug: "unauthorized" });
    await expect(updatePreferences(jobCtx(), {})).rejects.toMatchObject({ slug: "unauthorized" });
  });

  it("that cannot be read are refused and change nothing", async () => {
    const { ctx } = await makePerson();
    for (const wrong of [
      { digest: "hourly" as "daily" },
      { quietHours: { from: "7", until: "8" } },
    ]) {
      await expect(updatePreferences(ctx, wrong)).rejects.toMatchObject({ slug: "invalid-input" });
    }
    expect(await getPreferences(ctx)).toMatchObject({ digest: "weekly", quietHours: null });
  });

  it("leave an audit row", async () => {
    const { ctx, userId } = await makePerson();
    await updatePreferences(ctx, { digest: "daily" });
    const row = await ctx.env.DB.prepare(
      "SELECT detail FROM audit_rows WHERE action = 'notification-preferences.changed' AND target = ?",
    )
      .bind(userId)
      .first<{ detail: string }>();
    expect(row?.detail).toBe('{"digest":"daily"}');
  });
});

describe("stopping by a link in a mail", () => {
  it("stops that topic's mails alone, and the digest as a whole, however often it is asked", async () => {
    const { ctx, userId } = await makePerson();
    for (const topic of ["usage", "digest", "usage"] as const) {
      await runBatch(jobCtx().db, stopMailRows(jobCtx(), userId, topic));
    }
    expect(await wantsMail(jobCtx(), userId, "usage")).toBe(false);
    expect(await wantsMail(jobCtx(), userId, "digest")).toBe(false);
    expect(await wantsMail(jobCtx(), userId, "team")).toBe(true);
    expect((await getPreferences(ctx)).topics.usage).toMatchObject({ app: true, push: true });
  });
});

describe("quiet hours", () => {
  it("are none until they are chosen, and can be given up again", async () => {
    const { ctx, userId } = await makePerson();
    expect(await quietEndsAtMs(ctx, userId)).toBeNull();
    await updatePreferences(ctx, { quietHours: { from: "00:00", until: "23:59" } });
    const atNoon = { ...ctx, clock: { now: () => Date.UTC(2026, 0, 5, 12) } };
    expect(await quietEndsAtMs(atNoon, userId)).toBe(Date.UTC(2026, 0, 5, 23, 59));
    await updatePreferences(ctx, { quietHours: null });
    expect(await quietEndsAtMs(atNoon, userId)).toBeNull();
  });
});
