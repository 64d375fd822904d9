import { expect, test } from "vitest";
import { getPreferences } from "#features/preferences";
import {
  addressThat,
  mailOf,
  receivedBy,
  requestMail,
  smtpCtx,
  workOn,
} from "../../../tests/support/mail.ts";
import { anonymousCtx, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  getMailChoices,
  liftSuppression,
  listSuppressions,
  recordMailEvent,
  resubscribe,
  unsubscribe,
} from "./index.ts";
import { makeUnsubscribeToken, readUnsubscribeToken } from "./unsubscribe-token.ts";

async function tokenFor(address: string): Promise<string> {
  return await makeUnsubscribeToken(jobCtx(), { address, topic: "usage" });
}

async function stateOfNext(to: string, template: "pt-low" | "verify" = "pt-low"): Promise<string> {
  const ctx = smtpCtx();
  const id = await requestMail(ctx, to, template);
  await workOn(ctx, id);
  return (await mailOf(ctx, id)).state;
}

test("the link of a mail stops mails of its topic to its address, and only those", async () => {
  const ctx = smtpCtx();
  const to = addressThat();
  await workOn(ctx, await requestMail(ctx, to, "pt-low"));
  const raw = ((await receivedBy(to))[0]?.raw ?? "").replaceAll("\r\n ", " ");
  const token = /unsubscribe\/([\w-]+)>/.exec(raw)?.[1] ?? "";
  await unsubscribe(anonymousCtx(), token);
  await unsubscribe(anonymousCtx(), token);
  expect(await stateOfNext(to)).toBe("suppressed");
  expect(await stateOfNext(to, "verify")).toBe("sent");
  const { topics } = await getMailChoices(anonymousCtx(), token);
  expect(topics.find(({ topic }) => topic === "usage")).toEqual({ topic: "usage", on: false });
  expect(topics.find(({ topic }) => topic === "disputes")).toEqual({ topic: "disputes", on: true });
  expect(topics.some(({ topic }) => topic === "payments" || topic === "operations")).toBe(false);
});

test("who has changed their mind gets them again", async () => {
  const to = addressThat();
  const token = await tokenFor(to);
  await unsubscribe(anonymousCtx(), token, "everything");
  expect((await getMailChoices(anonymousCtx(), token)).topics.every(({ on }) => !on)).toBe(true);
  await resubscribe(anonymousCtx(), token, "usage");
  expect(await stateOfNext(to)).toBe("sent");
});

test("of someone with an account it is their preference that changes", async () => {
  const person = await makePerson();
  const token = await tokenFor(person.email);
  await unsubscribe(anonymousCtx(), token);
  expect((await getPreferences(person.ctx)).topics.usage.mail).toBe(false);
  expect(await stateOfNext(person.email)).toBe("suppressed");
  await resubscribe(anonymousCtx(), token, "usage");
  expect((await getPreferences(person.ctx)).topics.usage.mail).toBe(true);
  expect(await stateOfNext(person.email)).toBe("sent");
});

test("a change of mind does not lift what a bounce has suppressed", async () => {
  const to = addressThat();
  const token = await tokenFor(to);
  const bounce = { transport: "smtp", kind: "hard-bounce", atMs: 0, detail: "" } as const;
  await recordMailEvent(jobCtx(), { ...bounce, eventId: to, address: to });
  await resubscribe(anonymousCtx(), token, "usage");
  expect(await stateOfNext(to)).toBe("suppressed");
});

test("a token cannot be made by others, changed, or used for what is essential", async () => {
  const token = await tokenFor("ada@example.com");
  expect(await readUnsubscribeToken(jobCtx(), token)).toEqual({
    address: "ada@example.com",
    topic: "usage",
  });
  const middle = Math.floor(token.length / 2);
  const other = token[middle] === "A" ? "B" : "A";
  const altered = token.slice(0, middle) + other + token.slice(middle + 1);
  for (const wrong of [altered, token.slice(0, -4), "x".repeat(100), "", "../../etc"]) {
    expect(await readUnsubscribeToken(jobCtx(), wrong)).toBeUndefined();
    await expect(unsubscribe(anonymousCtx(), wrong)).rejects.toMatchObject({ slug: "not-found" });
    await expect(getMailChoices(anonymousCtx(), wrong)).rejects.toMatchObject({
      slug: "not-found",
    });
  }
  await expect(unsubscribe(anonymousCtx(), token, "payments")).rejects.toMatchObject({
    slug: "invalid-input",
  });
  expect(token).not.toContain(btoa("ada@example.com").slice(0, 10));
});

test("operators see who is suppressed and why, and lift it once; others do not", async () => {
  const to = addressThat();
  const complaint = { transport: "smtp", kind: "complaint", atMs: 0 } as const;
  await recordMailEvent(jobCtx(), { ...complaint, eventId: to, address: to, detail: "said spam" });
  const { items } = await listSuppressions(jobCtx(), { text: to.slice(0, 12) });
  const found = items.find(({ address }) => address === to);
  expect(found).toMatchObject({ scope: "non-essential", reason: "complaint", detail: "said spam" });
  const key = { address: to, scope: "non-essential", reason: "complaint" } as const;
  await makePerson();
  const { ctx } = await makePerson();
  await expect(liftSuppression(ctx, key)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(listSuppressions(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await liftSuppression(jobCtx(), key);
  await expect(liftSuppression(jobCtx(), key)).rejects.toMatchObject({ slug: "not-found" });
  expect(await stateOfNext(to)).toBe("sent");
});
