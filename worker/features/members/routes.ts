import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import { allPermissions, roles } from "#features/workspaces/schema";
import { type Api, apiRoute, idParam, jsonAnswer, jsonBody } from "#platform/api";
import { listMembers } from "./list-members.ts";
import {
  createPermissionSet,
  deletePermissionSet,
  listPermissionSets,
  updatePermissionSet,
} from "./permission-sets.ts";
import { leaveWorkspace, removeMember } from "./remove-member.ts";
import {
  givenRoles,
  MemberPatch,
  type MemberView,
  NewPermissionSet,
  PERMISSION_SETS_MAX,
} from "./schema.ts";
import { updateMember } from "./update-member.ts";
import { registerWorkspaceRoutes } from "./workspace-routes.ts";

const tags = ["Workspaces"];
const userId = "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";
const roleId = "role_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";
const ofMember = z.object({ id: idParam("The member's id", userId) });
const ofRole = z.object({ id: idParam("The permission set's id", roleId) });

const noMore = "Nobody gives or touches more than they may do themselves (`forbidden`).";

const Member = z
  .object({
    userId: z.string().max(64),
    name: z.string().max(80),
    email: z.string().max(254),
    avatarPath: z.string().max(80).nullable(),
    role: z.enum(roles),
    permissionSet: z
      .object({ id: z.string().max(64), name: z.string().max(60) })
      .nullable()
      .meta({ description: "What the role `custom` means here" }),
    capPt: z
      .int()
      .min(0)
      .nullable()
      .meta({ description: "Their share of the PT per period; null is no cap" }),
    usedPt: z
      .string()
      .max(40)
      .nullable()
      .meta({ description: "Spent and held in this period; null while the ledger is silent" }),
    usedMicroPt: z.string().max(40).nullable(),
    joinedAt: z.iso.datetime().max(40),
    self: z.boolean().meta({ description: "The person who asks" }),
  })
  .meta({ id: "Member" });

const memberExample: z.infer<typeof Member> = {
  userId,
  name: "Ada",
  email: "ada@example.com",
  avatarPath: null,
  role: "member",
  permissionSet: null,
  capPt: 500,
  usedPt: "12",
  usedMicroPt: "12000000",
  joinedAt: "2026-11-20T09:30:00.000Z",
  self: false,
};

function toDocument({ usedMicroPt, joinedAtMs, ...member }: MemberView): z.infer<typeof Member> {
  return {
    ...member,
    usedPt: usedMicroPt === null ? null : microToPt(usedMicroPt),
    usedMicroPt: usedMicroPt === null ? null : String(usedMicroPt),
    joinedAt: toIso(joinedAtMs),
  };
}

const listRoute = apiRoute({
  method: "get",
  path: "/workspace/members",
  operationId: "listMembers",
  summary: "List members",
  description: "The people of the workspace, first come first, with what each has used.",
  tags,
  scope: "read",
  responses: {
    200: jsonAnswer(
      "The members",
      z.object({ items: z.array(Member).max(1_000), nextCursor: z.null() }),
      { items: [memberExample], nextCursor: null },
    ),
  },
});

const updateRoute = apiRoute({
  method: "patch",
  path: "/workspace/members/{id}",
  operationId: "updateMember",
  summary: "Change a member",
  description: `Changes the role, or the share of the PT per period; both hold from their next request on. ${noMore} The owner's role is a \`conflict\`. Safe to repeat.`,
  tags,
  scope: "write",
  request: {
    params: ofMember,
    body: jsonBody(
      MemberPatch.extend({
        role: z.enum(givenRoles).optional().meta({ description: "`custom` with its set" }),
        permissionSetId: z.string().max(64).optional(),
      }).meta({ id: "MemberPatch" }),
      { role: "billing", capPt: null },
    ),
  },
  responses: { 204: { description: "It is changed" } },
  problems: ["not-found", "conflict"],
});

const removeRoute = apiRoute({
  method: "delete",
  path: "/workspace/members/{id}",
  operationId: "removeMember",
  summary: "Remove a member",
  description: `They are out from this answer on: their API keys of the workspace are revoked and their sessions leave it. What they made stays. ${noMore} The owner is a \`conflict\`.`,
  tags,
  scope: "write",
  request: { params: ofMember },
  responses: { 204: { description: "They are out" } },
  problems: ["not-found", "conflict"],
});

const leaveRoute = apiRoute({
  method: "post",
  path: "/workspace/leave",
  operationId: "leaveWorkspace",
  summary: "Leave the workspace",
  description:
    "Your API keys of it are revoked; your session is in another workspace with the next request. The owner hands over or deletes instead (`conflict`).",
  tags,
  scope: "write",
  person: true,
  responses: { 204: { description: "You are out" } },
  problems: ["conflict"],
});

const PermissionSet = z
  .object({
    id: z.string().max(64),
    name: z.string().max(60),
    permissions: z.array(z.enum(allPermissions)).max(allPermissions.length),
    members: z.int().min(0).meta({ description: "How many have it" }),
  })
  .meta({ id: "PermissionSet" });

const setExample: z.infer<typeof PermissionSet> = {
  id: roleId,
  name: "Support",
  permissions: ["workspace.read", "members.read", "credits.read", "chat.read"],
  members: 2,
};

const NewPermissionSetBody = NewPermissionSet.meta({ id: "NewPermissionSet" });
const newSetExample = { name: "Support", permissions: ["chat.read", "disputes.read"] };

const listSetsRoute = apiRoute({
  method: "get",
  path: "/workspace/roles",
  operationId: "listPermissionSets",
  summary: "List permission sets",
  description: "The roles of the workspace's own making, by name.",
  tags,
  scope: "read",
  responses: {
    200: jsonAnswer(
      "The permission sets",
      z.object({ items: z.array(PermissionSet).max(PERMISSION_SETS_MAX), nextCursor: z.null() }),
      { items: [setExample], nextCursor: null },
    ),
  },
});

const createSetRoute = apiRoute({
  method: "post",
  path: "/workspace/roles",
  operationId: "createPermissionSet",
  summary: "Create a permission set",
  description: `Makes a role. It always holds what the frame of the pages needs. ${noMore}`,
  tags,
  scope: "write",
  idempotent: true,
  request: { body: jsonBody(NewPermissionSetBody, newSetExample) },
  responses: {
    201: jsonAnswer("Its id", z.object({ id: z.string().max(64) }), { id: roleId }),
  },
  problems: ["already-exists", "limit-reached"],
});

const updateSetRoute = apiRoute({
  method: "put",
  path: "/workspace/roles/{id}",
  operationId: "updatePermissionSet",
  summary: "Change a permission set",
  description: `Holds for everyone who has it from their next request on. ${noMore} Safe to repeat.`,
  tags,
  scope: "write",
  request: { params: ofRole, body: jsonBody(NewPermissionSetBody, newSetExample) },
  responses: { 204: { description: "It is changed" } },
  problems: ["not-found", "already-exists"],
});

const deleteSetRoute = apiRoute({
  method: "delete",
  path: "/workspace/roles/{id}",
  operationId: "deletePermissionSet",
  summary: "Delete a permission set",
  description: "One that members or invitations have is a `conflict`.",
  tags,
  scope: "write",
  request: { params: ofRole },
  responses: { 204: { description: "It is gone" } },
  problems: ["not-found", "conflict"],
});

export function registerMemberRoutes(api: Api): void {
  registerWorkspaceRoutes(api);
  api.openapi(listRoute, async (c) => {
    const members = await listMembers(c.var.ctx);
    return c.json({ items: members.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(updateRoute, async (c) => {
    await updateMember(c.var.ctx, c.req.valid("param").id, c.req.valid("json"));
    return c.body(null, 204);
  });
  api.openapi(removeRoute, async (c) => {
    await removeMember(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(leaveRoute, async (c) => {
    await leaveWorkspace(c.var.ctx);
    return c.body(null, 204);
  });
  api.openapi(listSetsRoute, async (c) =>
    c.json({ items: await listPermissionSets(c.var.ctx), nextCursor: null }, 200),
  );
  api.openapi(createSetRoute, async (c) =>
    c.json(await createPermissionSet(c.var.ctx, c.req.valid("json")), 201),
  );
  api.openapi(updateSetRoute, async (c) => {
    await updatePermissionSet(c.var.ctx, c.req.valid("param").id, c.req.valid("json"));
    return c.body(null, 204);
  });
  api.openapi(deleteSetRoute, async (c) => {
    await deletePermissionSet(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
}
