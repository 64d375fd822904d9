import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { newId } from "#core/ids";
import { isProblem, type Problem } from "#core/problem";
import {
  allPermissions,
  type Permission,
  permissions,
  type Role,
  rolePermissions,
  roles,
} from "#features/workspaces/schema";
import { forgetSessions } from "#features/sessions";
import { may } from "#features/workspaces";
import { clockNow } from "#platform/clock";
import type { Ctx, Scope } from "#platform/ctx";
import { ctxWith, makePerson } from "../support/people.ts";
import designText from "../../docs/design/workspaces.md?raw";
import { type Access, matrix } from "./matrix.ts";

type Verb = (ctx: Ctx, ...args: unknown[]) => unknown;

const doors = import.meta.glob<Record<string, unknown>>("../../worker/features/*/index.ts", {
  eager: true,
});

/** Every function that a feature hands out, as `feature.verb`. */
const verbs = new Map<string, Verb>();
for (const [path, exported] of Object.entries(doors)) {
  const feature = path.split("/").at(-2) ?? "";
  for (const [name, value] of Object.entries(exported)) {
    if (typeof value === "function") verbs.set(`${feature}.${name}`, value as Verb);
  }
}

const table = new Map<string, Access>(
  Object.entries(matrix).flatMap(([feature, rows]) =>
    Object.entries(rows).map(([name, access]): [string, Access] => [`${feature}.${name}`, access]),
  ),
);

/** The set that the member with the role `custom` has: to read chats, and nothing else. */
const customSet: Permission[] = ["workspace.read", "members.read", "credits.read", "chat.read"];

async function asEveryRole(): Promise<Record<Role, Ctx>> {
  await makePerson({ operator: true });
  const owner = await makePerson({ plan: "pro" });
  const join = async (role: Role): ReturnType<typeof makePerson> =>
    await makePerson({ join: { ...owner.workspace, role } });
  const custom = await join("custom");
  const setId = newId("role", clockNow());
  await env.DB.batch([
    env.DB.prepare("INSERT INTO permission_sets VALUES (?, ?, 'Readers', ?, 0, 0)").bind(
      setId,
      owner.workspace.id,
      JSON.stringify(customSet),
    ),
    env.DB.prepare("UPDATE memberships SET permission_set_id = ? WHERE user_id = ?").bind(
      setId,
      custom.userId,
    ),
  ]);
  await forgetSessions(env, [custom.userId]);
  return {
    owner: owner.ctx,
    admin: (await join("admin")).ctx,
    member: (await join("member")).ctx,
    billing: (await join("billing")).ctx,
    viewer: (await join("viewer")).ctx,
    custom: await ctxWith(custom.cookie),
  };
}

const people = await asEveryRole();

const allowed = (role: Role, permission: Permission): boolean =>
  role === "custom" ? customSet.includes(permission) : rolePermissions[role].has(permission);

async function countAudit(): Promise<number> {
  const row = await env.DB.prepare("SELECT count(*) AS n FROM audit_rows").first<{ n: number }>();
  return row?.n ?? 0;
}

/** What a call came to: undefined when it went through. Only Problems are outcomes. */
async function outcome(verb: Verb, ctx: Ctx, args: unknown[]): Promise<Problem | undefined> {
  try {
    await verb(ctx, ...args);
    return undefined;
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
}

test("every verb of every feature stands in the table, and nothing else does", () => {
  const missing = [...verbs.keys()].filter((name) => !table.has(name));
  const gone = [...table.keys()].filter((name) => !verbs.has(name));
  expect({ missing, gone }, "add new verbs to tests/permissions/matrix.ts").toEqual({
    missing: [],
    gone: [],
  });
});

describe.each(roles)("a member with the role %s", (role) => {
  const ctx = people[role];
  const rows = [...table].flatMap(([name, access]) =>
    "permission" in access ? [{ name, ...access }] : [],
  );

  test.each(rows)("$name: $permission", async ({ name, permission, args = [] }) => {
    const verb = verbs.get(name);
    if (verb === undefined) return;
    const before = await countAudit();
    const problem = await outcome(verb, ctx, args);
    const refused = ["forbidden", "unauthorized"].includes(problem?.slug ?? "");
    expect(refused).toBe(!allowed(role, permission));
    expect(problem?.extensions.permission).toBe(refused ? permission : undefined);
    const wrote = (await countAudit()) !== before;
    expect(refused && wrote).toBe(false);
  });
});

describe("what runs the deployment", () => {
  const rows = [...table].flatMap(([name, access]) =>
    "operator" in access ? [{ name, ...access }] : [],
  );

  test.each(rows)("$name is refused to the owner of a workspace", async ({ name, args = [] }) => {
    const verb = verbs.get(name);
    if (verb === undefined) return;
    const before = await countAudit();
    expect(await outcome(verb, people.owner, args)).toMatchObject({ slug: "forbidden" });
    expect(await countAudit()).toBe(before);
  });
});

test.each(allPermissions)(
  "an API key of the owner has %s only by a scope of its own",
  (permission) => {
    const { owner } = people;
    if (owner.actor.kind !== "user") throw new Error("the owner is signed in");
    const { userId } = owner.actor;
    const withScopes = (scopes: Scope[]): Ctx => ({
      ...owner,
      actor: {
        kind: "api-key",
        keyId: newId("key", clockNow()),
        userId,
        operator: false,
        scopes,
        models: undefined,
        budgetMicroPt: undefined,
      },
    });
    const letThrough: readonly Scope[] = permissions[permission].scopes;
    for (const scope of ["chat", "read", "write", "billing"] as const) {
      expect(may(withScopes([scope]), permission)).toBe(letThrough.includes(scope));
    }
  },
);

test.each(allPermissions)("the documented table tells who has %s", (permission) => {
  const row = /^\| `([\w.-]+)` *\|(.*)\|$/gm;
  const rows = [...designText.matchAll(row)].map(([, name, cells = ""]) => ({
    name,
    cells: cells.split("|").map((cell) => cell.trim()),
  }));
  const documented = rows.find(({ name }) => name === permission)?.cells;
  const scopes: readonly Scope[] = permissions[permission].scopes;
  expect(documented).toEqual([
    ...(["owner", "admin", "member", "billing", "viewer"] as const).map((role) =>
      rolePermissions[role].has(permission) ? "yes" : "",
    ),
    scopes.length === 0 ? "none: sign in" : scopes.join(", "),
  ]);
});
