import { z } from "zod";
import { toIso } from "#core/time";
import { getWorkspace, renameWorkspace, requirePermission } from "#features/workspaces";
import {
  RenameWorkspace,
  roles,
  workspaceKinds,
  WorkspaceName,
  WorkspaceSlug,
  type WorkspaceView,
} from "#features/workspaces/schema";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import type { Ctx } from "#platform/ctx";
import { createTeam } from "./create-team.ts";
import { deleteWorkspace, restoreWorkspace } from "./delete-workspace.ts";
import { getSeats } from "./seats.ts";
import type { MyWorkspace as MyWorkspaceView, Seats } from "./schema.ts";
import { listMyWorkspaces, switchWorkspace } from "./switch-workspace.ts";
import { acceptOwnership, endOwnershipOffer, offerOwnership } from "./transfer-ownership.ts";

const tags = ["Workspaces"];
const Time = z.iso.datetime().max(40);
const Id = z.string().max(64);
const Name = z.string().max(80);
const Slug = z.string().max(63).meta({ description: "Its name in addresses" });
const plans = ["visitor", "free", "entry", "pro", "business"] as const;
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";
const byFreshPerson = `${byPerson} Their last proof of who they are is at most ten minutes old, otherwise \`reauthentication-required\`.`;

const MyWorkspace = z
  .object({
    id: Id,
    slug: Slug,
    name: Name,
    kind: z.enum(workspaceKinds),
    role: z.enum(roles),
    current: z.boolean().meta({ description: "The one that this session is in" }),
    deleteAt: Time.nullable().meta({ description: "When it will be purged; null is never" }),
  })
  .meta({ id: "MyWorkspace" });

const Workspace = z
  .object({
    id: Id,
    slug: Slug,
    name: Name,
    kind: z.enum(workspaceKinds),
    plan: z.enum(plans),
    accountId: Id,
    createdAt: Time,
    deleteAt: Time.nullable().meta({ description: "When it will be purged; null is never" }),
    ownershipOfferedTo: Id.nullable().meta({ description: "Who may accept the ownership" }),
    seats: z.object({
      taken: z.int().min(0),
      seats: z.int().min(0),
      seatsMax: z.int().min(0).meta({ description: "How many the plan can have at the most" }),
    }),
  })
  .meta({ id: "Workspace" });

const mineExample: z.infer<typeof MyWorkspace> = {
  id: "ws_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  slug: "acme",
  name: "Acme",
  kind: "team",
  role: "owner",
  current: true,
  deleteAt: null,
};

const example: z.infer<typeof Workspace> = {
  id: mineExample.id,
  slug: "acme",
  name: "Acme",
  kind: "team",
  plan: "pro",
  accountId: "acct_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  createdAt: "2026-11-20T09:30:00.000Z",
  deleteAt: null,
  ownershipOfferedTo: null,
  seats: { taken: 2, seats: 3, seatsMax: 10 },
};

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : toIso(atMs);
}

function toMineDocument({ deleteAtMs, ...rest }: MyWorkspaceView): z.infer<typeof MyWorkspace> {
  return { ...rest, deleteAt: isoOrNull(deleteAtMs) };
}

function toDocument(view: WorkspaceView, seats: Seats): z.infer<typeof Workspace> {
  const { id, slug, name, kind, plan, accountId, createdAtMs, deleteAtMs, transferToUserId } = view;
  return {
    id,
    slug,
    name,
    kind,
    plan,
    accountId,
    createdAt: toIso(createdAtMs),
    deleteAt: isoOrNull(deleteAtMs),
    ownershipOfferedTo: transferToUserId,
    seats,
  };
}

async function readCurrent(ctx: Ctx): Promise<z.infer<typeof Workspace>> {
  const { id } = requirePermission(ctx, "workspace.read");
  const [view, seats] = await Promise.all([getWorkspace(ctx, id), getSeats(ctx)]);
  return toDocument(view, seats);
}

const listMineRoute = apiRoute({
  method: "get",
  path: "/workspaces",
  operationId: "listMyWorkspaces",
  summary: "List your workspaces",
  description: `Those you belong to, oldest membership first. A key belongs to one workspace alone, which \`GET /workspace\` tells. ${byPerson}`,
  tags,
  scope: "read",
  person: true,
  responses: {
    200: jsonAnswer(
      "The workspaces",
      z.object({ items: z.array(MyWorkspace).max(100), nextCursor: z.null() }),
      { items: [mineExample], nextCursor: null },
    ),
  },
});

const createRoute = apiRoute({
  method: "post",
  path: "/workspaces",
  operationId: "createTeam",
  summary: "Create a team",
  description: `Makes a workspace on the Free plan, owned by you, and moves this session into it. A slug that is taken is \`already-exists\`; the fourth team on the Free plan is \`limit-reached\`. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  idempotent: true,
  request: {
    body: jsonBody(
      z.object({ name: WorkspaceName, slug: WorkspaceSlug.optional() }).meta({ id: "NewTeam" }),
      { name: "Acme" },
    ),
  },
  responses: { 201: jsonAnswer("Its id", z.object({ id: Id }), { id: mineExample.id }) },
  problems: ["already-exists", "limit-reached"],
});

const switchRoute = apiRoute({
  method: "put",
  path: "/users/me/workspace",
  operationId: "switchWorkspace",
  summary: "Move to another workspace",
  description: `This session is in that workspace from the next request on; other browsers stay where they are. One you do not belong to is \`not-found\`. Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  request: {
    body: jsonBody(z.object({ slug: WorkspaceSlug }).meta({ id: "WorkspaceChoice" }), {
      slug: "acme",
    }),
  },
  responses: { 204: { description: "The session is there" } },
  problems: ["not-found"],
});

const getRoute = apiRoute({
  method: "get",
  path: "/workspace",
  operationId: "getWorkspace",
  summary: "Get the workspace",
  description: "The workspace of this key or session, with its seats.",
  tags,
  scope: "read",
  responses: { 200: jsonAnswer("The workspace", Workspace, example) },
});

const renameRoute = apiRoute({
  method: "patch",
  path: "/workspace",
  operationId: "renameWorkspace",
  summary: "Rename the workspace",
  description:
    "Gives it a name, and another name in addresses where one is sent. A slug that is taken is `already-exists`. Safe to repeat.",
  tags,
  scope: "write",
  request: {
    body: jsonBody(RenameWorkspace.meta({ id: "RenameWorkspace" }), { name: "Acme Research" }),
  },
  responses: { 200: jsonAnswer("The workspace", Workspace, example) },
  problems: ["already-exists"],
});

const offerRoute = apiRoute({
  method: "put",
  path: "/workspace/ownership-offer",
  operationId: "offerOwnership",
  summary: "Offer the ownership",
  description: `To a member, who has seven days to accept; an earlier offer ends. A personal workspace, and oneself, are a \`conflict\`. Safe to repeat. ${byFreshPerson}`,
  tags,
  scope: "write",
  person: true,
  request: {
    body: jsonBody(z.object({ userId: Id }).meta({ id: "OwnershipOffer" }), {
      userId: "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
    }),
  },
  responses: { 204: { description: "It is offered" } },
  problems: ["not-found", "conflict", "reauthentication-required"],
});

const acceptRoute = apiRoute({
  method: "post",
  path: "/workspace/ownership-offer/accept",
  operationId: "acceptOwnership",
  summary: "Accept the ownership",
  description: `Whoever had it becomes an admin. One that is not offered to you, or no longer, is \`link-expired\`. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  responses: { 204: { description: "You are the owner" } },
  problems: ["link-expired"],
});

const endOfferRoute = apiRoute({
  method: "delete",
  path: "/workspace/ownership-offer",
  operationId: "endOwnershipOffer",
  summary: "End the offer of the ownership",
  description: `The owner takes it back, or whoever it was made to declines. Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  responses: { 204: { description: "Nothing is offered" } },
});

const deleteRoute = apiRoute({
  method: "put",
  path: "/workspace/deletion",
  operationId: "deleteWorkspace",
  summary: "Delete the workspace",
  description: `It works on for 14 days, in which it can be brought back, and is purged afterwards; a subscription is cancelled. \`confirm\` is its name. A personal workspace is a \`conflict\`. Safe to repeat: the day stays. ${byFreshPerson}`,
  tags,
  scope: "write",
  person: true,
  request: {
    body: jsonBody(
      z
        .object({ confirm: z.string().max(80).meta({ description: "The workspace's name" }) })
        .meta({ id: "WorkspaceDeletion" }),
      { confirm: "Acme" },
    ),
  },
  responses: { 200: jsonAnswer("The workspace, with its day", Workspace, example) },
  problems: ["conflict", "reauthentication-required"],
});

const restoreRoute = apiRoute({
  method: "delete",
  path: "/workspace/deletion",
  operationId: "restoreWorkspace",
  summary: "Bring the workspace back",
  description: `While its 14 days run. A cancelled subscription stays so. Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  responses: { 204: { description: "It stays" } },
});

export function registerWorkspaceRoutes(api: Api): void {
  api.openapi(listMineRoute, async (c) => {
    const mine = await listMyWorkspaces(c.var.ctx);
    return c.json({ items: mine.map(toMineDocument), nextCursor: null }, 200);
  });
  api.openapi(createRoute, async (c) => {
    const { id } = await createTeam(c.var.ctx, c.req.valid("json"));
    return c.json({ id }, 201);
  });
  api.openapi(switchRoute, async (c) => {
    await switchWorkspace(c.var.ctx, c.req.valid("json").slug);
    return c.body(null, 204);
  });
  api.openapi(getRoute, async (c) => c.json(await readCurrent(c.var.ctx), 200));
  api.openapi(renameRoute, async (c) => {
    const { ctx } = c.var;
    const { id } = requirePermission(ctx, "workspace.update");
    await renameWorkspace(ctx, id, c.req.valid("json"));
    return c.json(await readCurrent(ctx), 200);
  });
  api.openapi(offerRoute, async (c) => {
    await offerOwnership(c.var.ctx, c.req.valid("json").userId);
    return c.body(null, 204);
  });
  api.openapi(acceptRoute, async (c) => {
    await acceptOwnership(c.var.ctx);
    return c.body(null, 204);
  });
  api.openapi(endOfferRoute, async (c) => {
    await endOwnershipOffer(c.var.ctx);
    return c.body(null, 204);
  });
  api.openapi(deleteRoute, async (c) => {
    await deleteWorkspace(c.var.ctx, c.req.valid("json"));
    return c.json(await readCurrent(c.var.ctx), 200);
  });
  api.openapi(restoreRoute, async (c) => {
    await restoreWorkspace(c.var.ctx);
    return c.body(null, 204);
  });
}
