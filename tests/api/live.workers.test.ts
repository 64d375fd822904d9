import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, expectProblem, ORIGIN, seedUser } from "../support/api.ts";

async function open(path: string, headers: Record<string, string>): Promise<WebSocket> {
  const response = await exports.default.fetch(`${ORIGIN}${path}`, {
    headers: { upgrade: "websocket", ...headers },
  });
  expect(response.status).toBe(101);
  const socket = response.webSocket;
  if (socket === null) throw new Error("there is no socket");
  return socket;
}

function nextMessage(socket: WebSocket): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    socket.addEventListener("message", ({ data }) => resolve(JSON.parse(String(data))), {
      once: true,
    });
  });
}

test("the balance is pushed at once and after every change", async () => {
  const user = await seedUser({ grants: [{ amountPt: 5, kind: "topup" }] });
  const socket = await open("/live/balance", { cookie: user.cookie, origin: ORIGIN });
  const first = nextMessage(socket);
  socket.accept();
  expect(await first).toMatchObject({ accountId: user.accountId, availableMicroPt: 5_000_000 });
  socket.close();
});

test("a conversation of someone else cannot be followed", async () => {
  const stranger = await seedUser();
  const answer = await call("/live/conversations/conv_01KAJ3C6Z8W4T2N9Q7RXVB5M1D", {
    cookie: stranger.cookie,
    headers: { upgrade: "websocket" },
  });
  expectProblem(answer, "not-found", 404);
});

test("how much is unread is pushed at once, and when another tab has read", async () => {
  const user = await seedUser();
  const socket = await open("/live/notices", { cookie: user.cookie, origin: ORIGIN });
  const first = nextMessage(socket);
  socket.accept();
  expect(await first).toEqual({ unread: 0 });
  const second = nextMessage(socket);
  await call("/api/v1/notices/read", { method: "POST", cookie: user.cookie });
  expect(await second).toEqual({ unread: 0 });
  socket.close();
});

test("nobody follows notices without a session", async () => {
  const answer = await call("/live/notices", { headers: { upgrade: "websocket" } });
  expectProblem(answer, "unauthorized", 401);
});
