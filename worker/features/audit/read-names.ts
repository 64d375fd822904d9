import { inArray, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type IdPrefix, isId } from "#core/ids";
import { apiKeys } from "#features/api-keys/tables";
import { users } from "#features/identity/tables";
import { programs } from "#features/tokens/tables";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";

/** What stands for an id in the log. */
export interface Named {
  name: string;
  avatarPath: string | null;
}

/** D1 binds at most 100 values to a statement. */
const PART = 90;

interface Row {
  id: string;
  name: string;
  avatarPath?: string | null;
}

async function inParts(
  ids: string[],
  prefix: IdPrefix,
  read: (part: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const wanted = [...new Set(ids)].filter((id) => isId(prefix, id));
  const parts: string[][] = [];
  for (let at = 0; at < wanted.length; at += PART) parts.push(wanted.slice(at, at + PART));
  return (await Promise.all(parts.map(read))).flat();
}

/** Ids of the log are plain text; those of the tables say what they are of. */
const among = (column: SQLiteColumn, ids: string[]): SQL => inArray(column, ids);

/** The names of the people, keys, programs and workspaces among these ids; others have none. */
export async function readNames({ db }: Ctx, ids: string[]): Promise<Map<string, Named>> {
  const found = await Promise.all([
    inParts(
      ids,
      "user",
      async (part) =>
        await db
          .select({ id: users.id, name: users.name, avatarPath: users.image })
          .from(users)
          .where(among(users.id, part)),
    ),
    inParts(
      ids,
      "key",
      async (part) =>
        await db
          .select({ id: apiKeys.id, name: apiKeys.name })
          .from(apiKeys)
          .where(among(apiKeys.id, part)),
    ),
    inParts(
      ids,
      "prog",
      async (part) =>
        await db
          .select({ id: programs.id, name: programs.clientId })
          .from(programs)
          .where(among(programs.id, part)),
    ),
    inParts(
      ids,
      "ws",
      async (part) =>
        await db
          .select({ id: workspaces.id, name: workspaces.name })
          .from(workspaces)
          .where(among(workspaces.id, part)),
    ),
  ]);
  return new Map(
    found
      .flat()
      .filter(({ name }) => name !== "")
      .map(({ id, name, avatarPath = null }) => [id, { name, avatarPath }]),
  );
}
