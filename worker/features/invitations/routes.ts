import { z } from "zod";
import { toIso } from "#core/time";
import { givenRoles } from "#features/members/schema";
import { roles } from "#features/workspaces/schema";
import { type Api, apiRoute, idParam, jsonAnswer, jsonBody } from "#platform/api";
import { acceptInvitation, declineInvitation, getHeldInvitation } from "./accept-invitation.ts";
import { resendInvitation, revokeInvitation } from "./change-invitation.ts";
import { createInvitation } from "./create-invitation.ts";
import { listInvitations } from "./list-invitations.ts";
import { INVITATIONS_MAX, type InvitationView, invitationStates } from "./schema.ts";

const tags = ["Workspaces"];
const Time = z.iso.datetime().max(40);
const Email = z.string().max(254).nullable();
const id = "inv_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";
const ofInvitation = z.object({ id: idParam("The invitation's id", id) });
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const Invitation = z
  .object({
    id: z.string().max(64),
    email: Email.meta({ description: "Whom it was mailed to; null is a link" }),
    role: z.enum(roles),
    permissionSetName: z.string().max(60).nullable(),
    state: z.enum(invitationStates),
    uses: z.int().min(0),
    usesMax: z.int().min(1).nullable().meta({ description: "Null is as many as there are seats" }),
    invitedBy: z.string().max(80),
    createdAt: Time,
    expiresAt: Time,
  })
  .meta({ id: "Invitation" });

const example: z.infer<typeof Invitation> = {
  id,
  email: "grace@example.com",
  role: "member",
  permissionSetName: null,
  state: "pending",
  uses: 0,
  usesMax: 1,
  invitedBy: "Ada",
  createdAt: "2026-11-20T09:30:00.000Z",
  expiresAt: "2026-11-27T09:30:00.000Z",
};

function toDocument({ createdAtMs, expiresAtMs, ...rest }: InvitationView) {
  return { ...rest, createdAt: toIso(createdAtMs), expiresAt: toIso(expiresAtMs) };
}

const CreatedInvitation = z
  .object({
    id: z.string().max(64),
    token: z.string().max(100).meta({ description: "In this answer and never again" }),
    url: z.url().max(400).meta({ description: "Where it is accepted, with the token in it" }),
    expiresAt: Time,
  })
  .meta({ id: "CreatedInvitation" });

const Held = z
  .object({
    workspaceName: z.string().max(80),
    inviterName: z.string().max(80),
    role: z.enum(roles),
    permissionSetName: z.string().max(60).nullable(),
    email: Email.meta({ description: "The address it was mailed to; null is a link" }),
    state: z.enum(invitationStates),
    expiresAt: Time,
  })
  .meta({ id: "HeldInvitation" });

const token = "0".repeat(32);
const TokenBody = z
  .object({ token: z.string().min(1).max(100).meta({ description: "From the mail or the link" }) })
  .meta({ id: "InvitationToken" });

const listRoute = apiRoute({
  method: "get",
  path: "/workspace/invitations",
  operationId: "listInvitations",
  summary: "List invitations",
  description: "Newest first, with where each stands. Tokens are not shown.",
  tags,
  scope: "write",
  responses: {
    200: jsonAnswer(
      "The invitations",
      z.object({ items: z.array(Invitation).max(INVITATIONS_MAX), nextCursor: z.null() }),
      { items: [example], nextCursor: null },
    ),
  },
});

const createRoute = apiRoute({
  method: "post",
  path: "/workspace/invitations",
  operationId: "createInvitation",
  summary: "Invite",
  description:
    "By mail one person of that address, or without an address by a link whoever has it, up to `usesMax`. Nobody invites to more than they may do themselves, a key not to more than its scopes let through (`forbidden`). A member's address is `already-exists`, a personal workspace a `conflict`. A second one to the same address ends the first.",
  tags,
  scope: "write",
  idempotent: true,
  request: {
    body: jsonBody(
      z
        .object({
          email: z.email().max(254).optional().meta({ description: "Absent makes a link" }),
          role: z.enum(givenRoles),
          permissionSetId: z
            .string()
            .max(64)
            .optional()
            .meta({ description: "With the role `custom`, and only with it" }),
          expiresInDays: z.int().min(1).max(30).default(7),
          usesMax: z.int().min(1).max(1_000).nullable().default(1),
        })
        .meta({ id: "NewInvitation" }),
      { email: "grace@example.com", role: "member" },
    ),
  },
  responses: {
    201: jsonAnswer("The invitation and its token", CreatedInvitation, {
      id,
      token,
      url: `https://selvedge.example/invite/${token}`,
      expiresAt: example.expiresAt,
    }),
  },
  problems: ["not-found", "already-exists", "conflict", "limit-reached"],
});

const resendRoute = apiRoute({
  method: "post",
  path: "/workspace/invitations/{id}/resend",
  operationId: "resendInvitation",
  summary: "Mail an invitation again",
  description:
    "It is good for another seven days; the link of the earlier mail ends. What is not open, and a link, is a `conflict`.",
  tags,
  scope: "write",
  request: { params: ofInvitation },
  responses: { 204: { description: "It is mailed" } },
  problems: ["not-found", "conflict"],
});

const revokeRoute = apiRoute({
  method: "delete",
  path: "/workspace/invitations/{id}",
  operationId: "revokeInvitation",
  summary: "Revoke an invitation",
  description: "Nobody comes in by it from this answer on. Safe to repeat.",
  tags,
  scope: "write",
  request: { params: ofInvitation },
  responses: { 204: { description: "It is over" } },
  problems: ["not-found"],
});

const lookUpRoute = apiRoute({
  method: "post",
  path: "/invitations/look-up",
  operationId: "lookUpInvitation",
  summary: "Read an invitation you hold",
  description: "For whoever has the token. An unknown one is `link-expired`.",
  tags,
  scope: null,
  request: { body: jsonBody(TokenBody, { token }) },
  responses: {
    200: jsonAnswer("What it says", Held, {
      workspaceName: "Acme",
      inviterName: "Ada",
      role: "member",
      permissionSetName: null,
      email: "grace@example.com",
      state: "pending",
      expiresAt: example.expiresAt,
    }),
  },
  problems: ["link-expired"],
});

const acceptRoute = apiRoute({
  method: "post",
  path: "/invitations/accept",
  operationId: "acceptInvitation",
  summary: "Accept an invitation",
  description: `Lets you into the workspace and moves this session there. One mailed to another address is \`forbidden\`, one that is over \`link-expired\`; without a seat left it is \`limit-reached\`. Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  request: { body: jsonBody(TokenBody, { token }) },
  responses: { 204: { description: "You are in" } },
  problems: ["link-expired", "limit-reached"],
});

const declineRoute = apiRoute({
  method: "post",
  path: "/invitations/decline",
  operationId: "declineInvitation",
  summary: "Decline an invitation",
  description:
    "For whoever has the token of one that was mailed. A link for many stays as it is. Safe to repeat.",
  tags,
  scope: null,
  request: { body: jsonBody(TokenBody, { token }) },
  responses: { 204: { description: "It is declined" } },
  problems: ["link-expired"],
});

export function registerInvitationRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const invitations = await listInvitations(c.var.ctx);
    return c.json({ items: invitations.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(createRoute, async (c) => {
    const { expiresAtMs, ...made } = await createInvitation(c.var.ctx, c.req.valid("json"));
    return c.json({ ...made, expiresAt: toIso(expiresAtMs) }, 201);
  });
  api.openapi(resendRoute, async (c) => {
    await resendInvitation(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(revokeRoute, async (c) => {
    await revokeInvitation(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(lookUpRoute, async (c) => {
    const { expiresAtMs, ...held } = await getHeldInvitation(c.var.ctx, c.req.valid("json").token);
    return c.json({ ...held, expiresAt: toIso(expiresAtMs) }, 200);
  });
  api.openapi(acceptRoute, async (c) => {
    await acceptInvitation(c.var.ctx, c.req.valid("json").token);
    return c.body(null, 204);
  });
  api.openapi(declineRoute, async (c) => {
    await declineInvitation(c.var.ctx, c.req.valid("json").token);
    return c.body(null, 204);
  });
}
