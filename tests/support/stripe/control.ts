import { z } from "zod";
import { invalid } from "./failure.ts";
import type { World } from "./fake-stripe.ts";
import { matchRoute, type Route } from "./route.ts";
import type { EventType } from "./tables.ts";

const clockBody = z.strictObject({
  atMs: z.number().int().optional(),
  advanceMs: z.number().int().nonnegative().optional(),
  run: z.boolean().optional(),
});

const webhookBody = z.strictObject({
  url: z.string().nullable().optional(),
  secrets: z.array(z.string()).optional(),
  mode: z.enum(["auto", "held"]).optional(),
});

const deliveryBody = z.strictObject({
  ids: z.array(z.string()).optional(),
  types: z.array(z.string()).optional(),
  order: z.enum(["created", "reversed", "shuffled"]).optional(),
  seed: z.number().int().optional(),
  times: z.number().int().positive().optional(),
  concurrency: z.number().int().positive().optional(),
  held: z.boolean().optional(),
  delayMs: z.number().int().nonnegative().optional(),
  url: z.string().optional(),
  secrets: z.array(z.string()).optional(),
  signedAtMs: z.number().int().optional(),
});

const faultBody = z.strictObject({
  method: z.string().optional(),
  path: z.string(),
  times: z.number().int().positive().optional(),
  kind: z.enum(["error", "lost-reply", "reset", "stall"]),
  status: z.number().int().optional(),
  retryAfterSeconds: z.number().int().optional(),
  ms: z.number().int().nonnegative().optional(),
});

const emitBody = z.strictObject({
  type: z.string(),
  id: z.string().optional(),
  object: z.record(z.string(), z.unknown()).optional(),
  previous: z.record(z.string(), z.unknown()).optional(),
});

/** What a control call may touch. */
export interface Control {
  world: World;
  body: unknown;
  query: URLSearchParams;
  ids: Record<string, string>;
}

type Act = (control: Control) => Promise<unknown>;

/** Answers one call under `/__fake/`, of the world whose key it bears. */
export async function control(
  request: Request,
  url: URL,
  world: World,
  forget: () => void,
): Promise<Response> {
  if (request.method === "POST" && url.pathname === "/__fake/reset") {
    forget();
    return Response.json({ ok: true });
  }
  const found = matchRoute(controlRoutes, request.method, url.pathname);
  const act = found === undefined ? undefined : acts.get(found.route);
  if (found === undefined || act === undefined) {
    throw invalid(`No control ${request.method} ${url.pathname}`, { status: 404 });
  }
  const text = await request.text();
  const body: unknown = text === "" ? {} : JSON.parse(text);
  const answer = await act({ world, body, query: url.searchParams, ids: found.ids });
  return Response.json(answer ?? { ok: true });
}

const acts = new Map<Route, Act>();
const controlRoutes: Route[] = [];

function on(method: Route["method"], path: string, act: Act): void {
  const made: Route = { method, parts: `/__fake${path}`.split("/"), handler: () => ({}) };
  controlRoutes.push(made);
  acts.set(made, act);
}

function read<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const sent = schema.safeParse(body);
  if (!sent.success) throw invalid(z.prettifyError(sent.error));
  return sent.data;
}

const clockOf = ({ account }: World) => ({
  nowMs: account.clock.nowMs,
  frozen: account.clock.isFrozen,
});

on("GET", "/clock", async ({ world }) => clockOf(world));
on("POST", "/clock", async ({ world, body }) => {
  const { clock } = world.account;
  const sent = read(clockBody, body);
  const target = (sent.atMs ?? clock.nowMs) + (sent.advanceMs ?? 0);
  clock.freeze(target);
  if (sent.run === true) clock.run(target);
  return clockOf(world);
});

on("GET", "/webhook", async ({ world }) => ({
  ...world.webhooks.target,
  heldIds: world.webhooks.heldIds,
}));
on("POST", "/webhook", async ({ world, body }) => {
  const { url, secrets, mode } = read(webhookBody, body);
  const { target } = world.webhooks;
  if (url !== undefined) target.url = url;
  if (secrets !== undefined) target.secrets = secrets;
  if (mode !== undefined) target.mode = mode;
  return target;
});

const deliveryOf = (body: unknown) => read(deliveryBody, body);

on("POST", "/deliver", async ({ world, body }) => await world.webhooks.deliver(deliveryOf(body)));
on("POST", "/sign", async ({ world, body }) => await world.webhooks.sign(deliveryOf(body)));
on("POST", "/drop", async ({ world, body }) => world.webhooks.drop(deliveryOf(body)));
on("GET", "/deliveries", async ({ world }) => {
  await world.webhooks.settled;
  return world.webhooks.records;
});
on("GET", "/events", async ({ world, query }) => {
  const type = query.get("type");
  return world.account.all("event").filter((event) => type === null || event.type === type);
});
on("GET", "/requests", async ({ world }) => world.requests);
on("POST", "/faults", async ({ world, body }) => world.faults.add(read(faultBody, body)));
on("DELETE", "/faults", async ({ world }) => world.faults.clear());

on("POST", "/emit", async ({ world, body }) => {
  const { type, id, object, previous } = read(emitBody, body);
  const found = id === undefined ? object : world.account.findAny(id);
  if (found === undefined) throw invalid(`No such object: '${id ?? ""}'`, { status: 404 });
  return world.account.emit(type as EventType, found, previous);
});
