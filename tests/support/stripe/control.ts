import { z } from "zod";
import { clockActs } from "./control-clock.ts";
import { deliveryActs } from "./control-delivery.ts";
import { moneyActs } from "./control-money.ts";
import type { World } from "./fake-stripe.ts";
import { invalid } from "./failure.ts";

/** What a control call may touch. */
export interface Control {
  world: World;
  query: URLSearchParams;
  id: string;
  /** The JSON that was sent, as the schema reads it. */
  read: <T extends z.ZodType>(schema: T) => z.infer<T>;
}

/** What control calls do, by method and path below `/__fake`; `:id` stands for an id. */
export type Acts = Record<string, (control: Control) => unknown>;

const acts: [string, (control: Control) => unknown][] = Object.entries({
  ...clockActs,
  ...deliveryActs,
  ...moneyActs,
});

/** Answers one call under `/__fake/`, of the world whose key it bears. */
export async function control(
  request: Request,
  url: URL,
  world: World,
  forget: () => void,
): Promise<Response> {
  const called = `${request.method} ${url.pathname.slice("/__fake".length)}`;
  if (called === "POST /reset") {
    forget();
    return Response.json({ ok: true });
  }
  for (const [pattern, act] of acts) {
    const shape = new RegExp(`^${pattern.replace(":id", "([^/]+)")}$`);
    const found = shape.exec(called);
    if (found === null) continue;
    const text = await request.text();
    const answer = await act({
      world,
      query: url.searchParams,
      id: found[1] ?? "",
      read: (schema) => readJson(schema, text),
    });
    return Response.json(answer ?? { ok: true });
  }
  throw invalid(`No control ${called}`, { status: 404 });
}

function readJson<T extends z.ZodType>(schema: T, text: string): z.infer<T> {
  const sent = schema.safeParse(text === "" ? {} : JSON.parse(text));
  if (!sent.success) throw invalid(z.prettifyError(sent.error));
  return sent.data;
}
