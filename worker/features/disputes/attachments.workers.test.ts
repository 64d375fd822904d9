import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { armFault } from "#platform/faults";
import type { Ctx } from "#platform/ctx";
import { tinyPdf } from "../../../tests/support/tiny-pdf.ts";
import { chargeFor, makeDisputer, makeOperator } from "../../../tests/support/disputes.ts";
import { anonymousCtx } from "../../../tests/support/people.ts";
import {
  addAttachment,
  addCaseAttachment,
  getAttachment,
  getDispute,
  openDispute,
  withdrawDispute,
} from "./index.ts";

type Person = Awaited<ReturnType<typeof makeDisputer>>;

const encoder = new TextEncoder();
let person: Person;
let ctx: Ctx;
let id: string;

beforeEach(async () => {
  person = await makeDisputer();
  ({ ctx } = person);
  const { transactionId } = await chargeFor(person.accountId);
  ({ id } = await openDispute(ctx, { transactionId, reason: "no-answer" }));
});

const file = (text: string, name = "note.txt") => ({ name, bytes: encoder.encode(text) });
const storedKeys = async () => {
  const { objects } = await env.BUCKET.list({ prefix: `disputes/${id}/` });
  return objects.map(({ key }) => key);
};

describe("a file", () => {
  test("is kept, listed, and given to both sides as a download that nothing runs", async () => {
    const html = "<script>alert(1)</script>";
    const added = await addAttachment(ctx, id, file(html, 'ev"il\u0000.html'));
    expect(added).toMatchObject({ contentType: "text/plain", side: "user", byteSize: html.length });
    const { attachments, events } = await getDispute(ctx, id);
    expect(attachments).toEqual([added]);
    expect(events.at(-1)).toMatchObject({ kind: "attached", detail: { attachmentId: added.id } });
    for (const reader of [ctx, await makeOperator()]) {
      const answer = await getAttachment(reader, id, added.id);
      expect(await answer.text()).toBe(html);
      expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
      expect(answer.headers.get("content-disposition")).toBe(
        `attachment; filename="ev_il.html"; filename*=UTF-8''ev%22il.html`,
      );
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
    }
  });

  test("may come from the operator as well", async () => {
    const operator = await makeOperator();
    const added = await addCaseAttachment(operator, id, { name: "a.pdf", bytes: tinyPdf("x") });
    expect(added).toMatchObject({ contentType: "application/pdf", side: "operator" });
    expect((await getDispute(ctx, id)).attachments).toEqual([added]);
    await expect(addCaseAttachment(ctx, id, file("x"))).rejects.toMatchObject({
      slug: "forbidden",
    });
  });

  test("that comes again is the same file, also when both come at once", async () => {
    const first = await addAttachment(ctx, id, file("the same"));
    const again = await addAttachment(ctx, id, file("the same", "other.txt"));
    expect(again).toEqual(first);
    const both = await Promise.all([
      addAttachment(ctx, id, file("twice")),
      addAttachment(ctx, id, file("twice")),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect((await getDispute(ctx, id)).attachments).toHaveLength(2);
    expect(await storedKeys()).toHaveLength(2);
  });

  test("is one of five, however many come at once", async () => {
    const adding = Array.from({ length: 7 }, (_, n) => addAttachment(ctx, id, file(`file ${n}`)));
    const settled = await Promise.allSettled(adding);
    expect((await getDispute(ctx, id)).attachments.length).toBeLessThanOrEqual(5);
    const left = 5 - settled.filter(({ status }) => status === "fulfilled").length;
    for (let n = 0; n < left; n++) await addAttachment(ctx, id, file(`more ${n}`));
    await expect(addAttachment(ctx, id, file("the sixth"))).rejects.toMatchObject({
      slug: "limit-reached",
    });
    expect(await storedKeys()).toHaveLength(5);
  });

  test.each([
    ["unsupported-media-type", new Uint8Array([0x50, 0x4b, 3, 4])],
    ["unsupported-media-type", new Uint8Array()],
    ["body-too-large", new Uint8Array(5_000_001).fill(0x61)],
  ])("is refused with %s and leaves nothing behind", async (slug, bytes) => {
    await expect(addAttachment(ctx, id, { name: "x", bytes })).rejects.toMatchObject({ slug });
    expect(await storedKeys()).toEqual([]);
  });

  test("of five megabytes is taken", async () => {
    const bytes = new Uint8Array(5_000_000).fill(0x61);
    expect(await addAttachment(ctx, id, { name: "x", bytes })).toMatchObject({
      byteSize: 5_000_000,
    });
  });

  test("that the bucket does not take leaves nothing behind", async () => {
    armFault("r2", "error", 1);
    await expect(addAttachment(ctx, id, file("x"))).rejects.toMatchObject({ slug: "unavailable" });
    expect((await getDispute(ctx, id)).attachments).toEqual([]);
    await addAttachment(ctx, id, file("x"));
    expect(await storedKeys()).toHaveLength(1);
  });
});

describe("strangers", () => {
  test("neither add nor read, and a wrong id is nothing", async () => {
    const added = await addAttachment(ctx, id, file("secret"));
    const stranger = await makeDisputer();
    const notFound = { slug: "not-found" };
    await expect(addAttachment(stranger.ctx, id, file("x"))).rejects.toMatchObject(notFound);
    await expect(getAttachment(stranger.ctx, id, added.id)).rejects.toMatchObject(notFound);
    await expect(getAttachment(anonymousCtx(), id, added.id)).rejects.toMatchObject({
      slug: "unauthorized",
    });
    const other = await chargeFor(stranger.accountId);
    const theirs = await openDispute(stranger.ctx, {
      transactionId: other.transactionId,
      reason: "no-answer",
    });
    const crossed = getAttachment(stranger.ctx, theirs.id, added.id);
    await expect(crossed).rejects.toMatchObject(notFound);
    await expect(getAttachment(ctx, id, "att_nothing")).rejects.toMatchObject(notFound);
  });
});

test("a dispute that is over takes no more files and keeps those it has", async () => {
  const added = await addAttachment(ctx, id, file("kept"));
  await withdrawDispute(ctx, id);
  await expect(addAttachment(ctx, id, file("late"))).rejects.toMatchObject({ slug: "conflict" });
  expect(await (await getAttachment(ctx, id, added.id)).text()).toBe("kept");
});
