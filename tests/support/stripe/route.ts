import type { z } from "zod";
import type { Account } from "./account.ts";
import { invalid } from "./failure.ts";
import type { FormRecord } from "./form.ts";
import { readParams, type CreatedRange } from "./params.ts";

/** One call of the API, its parameters not yet read. */
export interface Call {
  account: Account;
  path: string;
  params: FormRecord;
  /** The parts of the path that are ids. */
  id: string;
  subId: string;
  /** Reads the parameters; whatever the schema does not name is refused. */
  read: <T extends z.ZodType>(schema: T) => z.infer<T>;
}

export type Handler = (call: Call) => object;

export interface Route {
  method: "DELETE" | "GET" | "POST";
  parts: string[];
  handler: Handler;
}

/** `:id` and `:subId` stand for ids. */
export function route(method: Route["method"], path: string, handler: Handler): Route {
  return { method, parts: path.split("/"), handler };
}

export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; ids: Record<string, string> } | undefined {
  const parts = path.split("/");
  for (const route of routes) {
    if (route.method !== method || route.parts.length !== parts.length) continue;
    const ids: Record<string, string> = {};
    const fits = route.parts.every((part, index) => {
      const sent = parts[index] ?? "";
      if (!part.startsWith(":")) return part === sent;
      ids[part.slice(1)] = decodeURIComponent(sent);
      return sent !== "";
    });
    if (fits) return { route, ids };
  }
  return undefined;
}

export function callOf(
  account: Account,
  path: string,
  params: FormRecord,
  ids: Record<string, string>,
): Call {
  return {
    account,
    path,
    params,
    id: ids.id ?? "",
    subId: ids.subId ?? "",
    read: (schema) => readParams(schema, params),
  };
}

interface Page {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
}

/** One page of a list, newest first. `items` are in the order in which they came to be. */
export function pageOf<T extends { id: string }>(call: Call, items: readonly T[], page: Page) {
  const { limit = 10, starting_after: after, ending_before: before } = page;
  if (limit < 1 || limit > 100) {
    throw invalid("Limit must be between 1 and 100", { param: "limit" });
  }
  if (after !== undefined && before !== undefined) {
    throw invalid("Only one of starting_after and ending_before may be given", {
      param: "ending_before",
    });
  }
  const newest = items.toReversed();
  const cursor = after ?? before;
  const at = cursor === undefined ? -1 : newest.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && at === -1) {
    const param = after === undefined ? "ending_before" : "starting_after";
    throw invalid(`No such object: '${cursor}'`, { param, code: "resource_missing" });
  }
  const rest = before === undefined ? newest.slice(at + 1) : newest.slice(0, at);
  const data = before === undefined ? rest.slice(0, limit) : rest.slice(-limit);
  return {
    object: "list" as const,
    data,
    has_more: rest.length > data.length,
    url: call.path,
  };
}

export function isWithin(created: number, range: CreatedRange): boolean {
  if (range === undefined) return true;
  if (typeof range === "number") return created === range;
  return (
    (range.gt === undefined || created > range.gt) &&
    (range.gte === undefined || created >= range.gte) &&
    (range.lt === undefined || created < range.lt) &&
    (range.lte === undefined || created <= range.lte)
  );
}

/** A list inside an object. */
export function wholeList<T>(data: T[], url: string) {
  return { object: "list" as const, data, has_more: false, url };
}
