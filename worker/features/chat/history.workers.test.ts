import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { isId, type ConversationId } from "#core/ids";
import { conversationOf } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { makeChatter, readSettled } from "../../../tests/support/chat.ts";
import { jobCtx } from "../../../tests/support/people.ts";
import {
  adoptConversations,
  createConversation,
  deleteConversation,
  estimateMessage,
  exportConversation,
  followTurn,
  getConversation,
  getSharedTranscript,
  listConversations,
  revokeShare,
  searchMessages,
  sendMessage,
  shareConversation,
} from "./index.ts";
import { chatJobs } from "./jobs.ts";
import { projectTurn } from "./project-turn.ts";
import type { MessageView } from "./schema.ts";

/** Asks in a conversation and waits for the answer and for the database to follow. */
async function ask(ctx: Ctx, id: string, text: string): Promise<MessageView> {
  const sent = await sendMessage(ctx, id, { clientId: crypto.randomUUID(), text });
  const answer = await readSettled(await followTurn(ctx, id, sent.turnId));
  if (isId("conv", id) && isId("turn", sent.turnId)) await projectTurn(jobCtx(), id, sent.turnId);
  return answer;
}

test("an ended turn is projected once, however often it is told", async () => {
  const { ctx } = await makeChatter();
  const { id } = await createConversation(ctx, {});
  const answer = await ask(ctx, id, "What is a zeppelin?");
  await chatJobs["chat.turn-ended"]?.(
    jobCtx(),
    { conversationId: id as never, turnId: answer.turnId as never },
    "m",
  );
  expect(await getConversation(ctx, id)).toMatchObject({
    title: "What is a zeppelin?",
    messageCount: 2,
    chargedMicroPt: answer.charge?.chargedMicroPt,
  });
});

test("words of messages are found, in one's own workspace only", async () => {
  const [{ ctx }, { ctx: other }] = [await makeChatter(), await makeChatter()];
  const { id } = await createConversation(ctx, {});
  await ask(ctx, id, "Wie viele Flöße trägt der Zeppelin?");
  const found = await searchMessages(ctx, { query: "zeppelin flosse" });
  expect(found.items).toEqual([]);
  const hits = await searchMessages(ctx, { query: "ZEPP" });
  expect(hits.items[0]).toMatchObject({ conversationId: id });
  expect(hits.items[0]?.snippet).toContain("Zeppelin");
  expect((await searchMessages(other, { query: "zeppelin" })).items).toEqual([]);
});

test.each([
  `" OR workspace_id : "`,
  `zeppelin" OR 1=1 --`,
  "NEAR(zeppelin",
  "text : *",
  "(((",
  "''",
  "-zeppelin",
  "AND OR NOT",
  "\u0000\uD800",
  "^*:{}",
])("a search for %j is taken literally and never fails", async (query) => {
  const { ctx } = await makeChatter();
  const { items } = await searchMessages(ctx, { query });
  expect(items).toEqual([]);
});

test("a link shows what was said before sharing, without charges, until it is revoked", async () => {
  const { ctx } = await makeChatter();
  const { id } = await createConversation(ctx, {});
  const anyone = jobCtx("anyone");
  await expect(shareConversation(ctx, id)).rejects.toMatchObject({ slug: "conflict" });
  await ask(ctx, id, "What is PT?");
  const { token, url } = await shareConversation(ctx, id);
  await ask(ctx, id, "And a secret?");
  const shared = await getSharedTranscript(anyone, token);
  expect(shared.messages.map((message) => message.role)).toEqual(["user", "assistant"]);
  expect(shared.messages.some((message) => "charge" in message)).toBe(false);
  expect((await getConversation(ctx, id)).shareUrl).toBe(url);
  await revokeShare(ctx, id);
  await expect(getSharedTranscript(anyone, token)).rejects.toMatchObject({ slug: "not-found" });
});

test("a conversation is exported as Markdown and as JSON", async () => {
  const { ctx } = await makeChatter();
  const { id } = await createConversation(ctx, { title: "Über PT" });
  const answer = await ask(ctx, id, "What is PT?");
  const markdown = await exportConversation(ctx, id, "markdown");
  expect(markdown.filename).toBe("Uber-PT.md");
  expect(markdown.body).toContain("What is PT?");
  const json = JSON.parse((await exportConversation(ctx, id, "json")).body) as {
    messages: MessageView[];
  };
  expect(json.messages.at(-1)?.text).toBe(answer.text);
});

test("a deleted conversation is gone with its messages, share and object", async () => {
  const { ctx } = await makeChatter();
  const { id } = await createConversation(ctx, {});
  await ask(ctx, id, "What is a walrus?");
  const { token } = await shareConversation(ctx, id);
  await deleteConversation(ctx, id);
  const notFound = { slug: "not-found" };
  await expect(deleteConversation(ctx, id)).rejects.toMatchObject(notFound);
  await expect(getSharedTranscript(ctx, token)).rejects.toMatchObject(notFound);
  expect((await searchMessages(ctx, { query: "walrus" })).items).toEqual([]);
  const conversationId = id as ConversationId;
  const job = chatJobs["chat.conversation-deleted"];
  await job?.(jobCtx(), { conversationId, documentIds: [] }, "m");
  await job?.(jobCtx(), { conversationId, documentIds: [] }, "m");
  expect(await conversationOf(env, conversationId).exportAll()).toEqual([]);
});

test("adoption moves conversations with their messages, also when repeated", async () => {
  const [{ ctx: from }, { ctx: to }] = [await makeChatter(), await makeChatter()];
  const { id } = await createConversation(from, {});
  await ask(from, id, "What is an ocelot?");
  const workspaces = {
    fromWorkspaceId: from.workspace!.id,
    toWorkspaceId: to.workspace!.id,
  };
  await expect(adoptConversations(to, workspaces)).rejects.toMatchObject({ slug: "forbidden" });
  await adoptConversations(jobCtx(), workspaces);
  await adoptConversations(jobCtx(), workspaces);
  expect((await listConversations(from)).items).toEqual([]);
  expect((await listConversations(to)).items.map((one) => one.id)).toEqual([id]);
  expect((await searchMessages(to, { query: "ocelot" })).items).toHaveLength(1);
  expect((await searchMessages(from, { query: "ocelot" })).items).toEqual([]);
  await ask(to, id, "And a margay?");
  expect((await searchMessages(to, { query: "margay" })).items).toHaveLength(1);
});

test("an estimate for the built-in answerer is what the message then costs", async () => {
  const { ctx } = await makeChatter();
  const text = "How do I top up PT?";
  const alone = await estimateMessage(ctx, { text });
  const { id } = await createConversation(ctx, {});
  const estimate = await estimateMessage(ctx, { text, conversationId: id });
  expect(alone.holdMicroPt).toBe(estimate.holdMicroPt);
  const answer = await ask(ctx, id, text);
  expect(answer.charge?.chargedMicroPt).toBe(estimate.minMicroPt);
  expect(estimate.fits).toBe(true);
  expect((await getConversation(ctx, id)).messageCount).toBe(2);
});

test("lists are paged without gaps and pinned conversations come first", async () => {
  const { ctx } = await makeChatter();
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push((await createConversation(ctx, { title: `c${n}` })).id);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listConversations(ctx, { limit: 2, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map((one) => one.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen.toSorted()).toEqual(ids.toSorted());
  await expect(listConversations(ctx, { cursor: "x' OR 1" })).rejects.toMatchObject({
    slug: "invalid-input",
  });
});
