import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { ledgerOf } from "#objects/ledger";
import { makeChatter, readSettled } from "../../../tests/support/chat.ts";
import {
  createConversation,
  followTurn,
  getConversation,
  getTranscript,
  listConversations,
  regenerate,
  sendMessage,
  updateConversation,
} from "./index.ts";

test("a message is answered, charged once, and in the transcript and the list afterwards", async () => {
  const { ctx, accountId } = await makeChatter();
  const conversation = await createConversation(ctx, {});
  const before = await ledgerOf(env, accountId).balance();
  const input = { clientId: "client-0001", text: "# How do I top up PT?\nplease" };
  const sent = await sendMessage(ctx, conversation.id, input);
  expect(sent.userMessage).toMatchObject({ role: "user", state: "complete", parentId: null });
  const stream = await followTurn(ctx, conversation.id, sent.turnId, { afterSeq: sent.seq });
  const answer = await readSettled(stream);
  const charged = answer.charge?.chargedMicroPt ?? 0;
  const again = await sendMessage(ctx, conversation.id, input);
  expect(again.turnId).toBe(sent.turnId);
  const after = await ledgerOf(env, accountId).balance();
  expect(after.heldMicroPt).toBe(0);
  expect(before.balanceMicroPt - after.balanceMicroPt).toBe(charged);
  const transcript = await getTranscript(ctx, conversation.id);
  expect(transcript.messages).toEqual([sent.userMessage, answer]);
  const { items } = await listConversations(ctx);
  expect(items.map((one) => one.title)).toEqual(["How do I top up PT?"]);
});

test("another workspace's conversation does not exist", async () => {
  const [{ ctx: mine }, { ctx: other }] = [await makeChatter(), await makeChatter()];
  const { id } = await createConversation(mine, {});
  const notFound = { slug: "not-found" };
  await expect(getConversation(other, id)).rejects.toMatchObject(notFound);
  await expect(getTranscript(other, id)).rejects.toMatchObject(notFound);
  await expect(updateConversation(other, id, { title: "x" })).rejects.toMatchObject(notFound);
  const send = sendMessage(other, id, { clientId: "client-0001", text: "hi" });
  await expect(send).rejects.toMatchObject(notFound);
  expect((await listConversations(other)).items).toEqual([]);
});

test("an answer is made anew as a branch with a charge of its own", async () => {
  const { ctx } = await makeChatter();
  const { id } = await createConversation(ctx, {});
  const sent = await sendMessage(ctx, id, { clientId: "client-0001", text: "What is PT?" });
  await readSettled(await followTurn(ctx, id, sent.turnId));
  const next = await regenerate(ctx, id, {
    clientId: "client-0002",
    messageId: sent.assistantMessage.id,
  });
  const answer = await readSettled(await followTurn(ctx, id, next.turnId));
  expect(next.userMessage.id).toBe(sent.userMessage.id);
  expect(answer.siblingIds).toEqual([sent.assistantMessage.id, answer.id]);
  await updateConversation(ctx, id, { headMessageId: sent.assistantMessage.id });
  const shown = await getTranscript(ctx, id);
  expect(shown.headMessageId).toBe(sent.assistantMessage.id);
});

test("a send without PT names the limit and leaves nothing behind", async () => {
  const { ctx } = await makeChatter({ pt: 0 });
  const { id } = await createConversation(ctx, {});
  const send = sendMessage(ctx, id, { clientId: "client-0001", text: "What is PT?" });
  await expect(send).rejects.toMatchObject({ slug: "insufficient-pt" });
  expect((await getTranscript(ctx, id)).messages).toEqual([]);
});
