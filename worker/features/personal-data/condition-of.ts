import { type SQL, sql } from "drizzle-orm";
import type { Person } from "./person.ts";
import { type Link, personTables } from "./person-tables.ts";

const NOBODY = sql`0`;

function listOf(values: readonly string[]): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

function linkCondition(person: Person, link: Link): SQL {
  const column = sql.identifier(link.column);
  switch (link.of) {
    case "user":
      return sql`${column} = ${person.userId}`;
    case "email":
      return sql`${column} = ${person.email}`;
    case "workspace":
      return sql`${column} IN ${listOf(person.workspaceIds)}`;
    case "account":
      return sql`${column} IN ${listOf(person.accountIds)}`;
    case "scope":
      return sql`substr(${column}, 1, ${person.userId.length + 1}) = ${`${person.userId}/`}`;
    case "parent": {
      const parent = personTables.find(({ name }) => name === link.table);
      if (parent === undefined) return NOBODY;
      const [table, key] = [sql.identifier(link.table), sql.identifier(link.key)];
      const links = link.erased === true ? (parent.erased ?? parent.rows) : parent.rows;
      return sql`${column} IN (SELECT ${key} FROM ${table} WHERE ${conditionOf(person, links)})`;
    }
  }
}

/** True for the rows that any of the links makes the person's. */
export function conditionOf(person: Person, links: readonly Link[]): SQL {
  if (links.length === 0) return NOBODY;
  return sql.join(
    [
      sql`(`,
      sql.join(
        links.map((link) => linkCondition(person, link)),
        sql` OR `,
      ),
      sql`)`,
    ],
    sql``,
  );
}
