import { env } from "cloudflare:workers";

/** The tables that the migrations made, without those of the runtime and of full-text indexes. */
export async function databaseTables(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
  ).all<{ name: string }>();
  return results
    .map(({ name }) => name)
    .filter((name) => !/^(_cf_|sqlite_|d1_|message_search_)/.test(name));
}

/** The columns of a table as the database has them. */
export async function tableColumns(table: string): Promise<string[]> {
  const { results } = await env.DB.prepare(`PRAGMA table_info("${table}")`).all<{ name: string }>();
  return results.map(({ name }) => name);
}
