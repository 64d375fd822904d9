import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { UserId, WorkspaceId } from "#core/ids";
import { inboxOf } from "./client.ts";

const reader: UserId = "user_inbox";
const [here, elsewhere]: WorkspaceId[] = ["ws_here", "ws_elsewhere"];

/** A tab that shows a workspace; what it was told, in order. */
async function openTab(workspaceId: WorkspaceId | undefined, readerId = reader) {
  if (workspaceId === undefined) throw new Error("which workspace?");
  const request = new Request("http://localhost/live/notices", {
    headers: { upgrade: "websocket" },
  });
  const { webSocket } = await inboxOf(env, readerId).connect(workspaceId, request);
  if (webSocket === null) throw new Error("there is no socket");
  const told: number[] = [];
  webSocket.addEventListener("message", ({ data }) => {
    told.push((JSON.parse(String(data)) as { unread: number }).unread);
  });
  webSocket.accept();
  return { told, socket: webSocket };
}

const announce = (workspaceId = here, unread = 1) =>
  inboxOf(env, reader).announce(workspaceId ?? "ws_here", () => Promise.resolve(unread));

test("every tab of the workspace is told, and no other", async () => {
  const tabs = [await openTab(here), await openTab(here)];
  const others = [await openTab(elsewhere), await openTab(here, "user_other")];
  await announce(here, 3);
  await expect.poll(() => tabs.map(({ told }) => told)).toEqual([[3], [3]]);
  expect(others.map(({ told }) => told)).toEqual([[], []]);
});

test("a count that was taken earlier never replaces a later one", async () => {
  const { told } = await openTab(here, "user_late");
  const inbox = inboxOf(env, "user_late");
  let countEarly: (unread: number) => void = () => undefined;
  const early = inbox.announce("ws_here", () => new Promise((resolve) => (countEarly = resolve)));
  await expect.poll(() => countEarly.length).toBe(1);
  await inbox.announce("ws_here", () => Promise.resolve(2));
  countEarly(1);
  await early;
  await inbox.announce("ws_here", () => Promise.resolve(5));
  await expect.poll(() => told).toEqual([2, 5]);
});

test("a tab is told also after the object had been put to sleep", async () => {
  const { told } = await openTab(here, "user_asleep");
  await evictDurableObject(env.INBOX.getByName("user_asleep"));
  await inboxOf(env, "user_asleep").announce("ws_here", () => Promise.resolve(4));
  await expect.poll(() => told).toEqual([4]);
});

test("what is no WebSocket is told so", async () => {
  const answer = await inboxOf(env, reader).connect("ws_here", new Request("http://localhost/x"));
  expect(answer.status).toBe(426);
});
