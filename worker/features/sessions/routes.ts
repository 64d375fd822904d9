import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, idParam, jsonAnswer } from "#platform/api";
import { endAllSessions, endOtherSessions, endSession } from "./end-sessions.ts";
import { listSessions } from "./list-sessions.ts";
import { DeviceDescription, Place, type SessionView } from "./schema.ts";

const Time = z.iso.datetime().max(40);

const SessionDocument = z
  .object({
    id: z.string().max(64),
    device: DeviceDescription,
    place: Place,
    method: z
      .string()
      .max(40)
      .nullable()
      .meta({ description: "How the person came in: `password`, `magic-link`, `totp`, …" }),
    startedAt: Time,
    lastSeenAt: Time.meta({ description: "To within ten minutes" }),
    current: z.boolean().meta({ description: "The session that asks" }),
  })
  .meta({ id: "Session" });

const example: z.infer<typeof SessionDocument> = {
  id: "sess_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  device: { browser: "Firefox", system: "Linux", kind: "computer" },
  place: { country: "DE", city: "Berlin", network: "203.0.x.x" },
  method: "password",
  startedAt: "2026-11-20T09:30:00.000Z",
  lastSeenAt: "2026-11-21T08:00:00.000Z",
  current: true,
};

function toDocument(session: SessionView): z.infer<typeof SessionDocument> {
  const { startedAtMs, lastSeenAtMs, ...rest } = session;
  return { ...rest, startedAt: toIso(startedAtMs), lastSeenAt: toIso(lastSeenAtMs) };
}

const tags = ["Account"];
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const listRoute = apiRoute({
  method: "get",
  path: "/users/me/sessions",
  operationId: "listSessions",
  summary: "List your sessions",
  description: `The browsers you are signed in with, this one first, then last seen first. ${byPerson}`,
  tags,
  scope: "read",
  person: true,
  responses: {
    200: jsonAnswer(
      "The sessions",
      z.object({ items: z.array(SessionDocument).max(100), nextCursor: z.null() }),
      { items: [example], nextCursor: null },
    ),
  },
});

const endRoute = apiRoute({
  method: "delete",
  path: "/users/me/sessions/{id}",
  operationId: "endSession",
  summary: "End a session",
  description: `Its cookie opens nothing from then on, anywhere. Safe to repeat until it is \`not-found\`. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  request: {
    params: z.object({ id: idParam("Of the session", "sess_01KAJ3C6Z8W4T2N9Q7RXVB5M1D") }),
  },
  responses: { 204: { description: "It is over" } },
  problems: ["not-found"],
});

const endManyRoute = apiRoute({
  method: "delete",
  path: "/users/me/sessions",
  operationId: "endSessions",
  summary: "Sign out elsewhere, or everywhere",
  description: `Ends all other sessions, or with \`which=all\` this one too. Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  request: {
    query: z.object({
      which: z.enum(["others", "all"]).default("others").meta({ description: "What ends" }),
    }),
  },
  responses: { 204: { description: "They are over" } },
});

export function registerSessionRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const sessions = await listSessions(c.var.ctx);
    return c.json({ items: sessions.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(endRoute, async (c) => {
    await endSession(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(endManyRoute, async (c) => {
    const isAll = c.req.valid("query").which === "all";
    await (isAll ? endAllSessions(c.var.ctx) : endOtherSessions(c.var.ctx));
    return c.body(null, 204);
  });
}
