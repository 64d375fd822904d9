import { z } from "zod";
import type { Acts } from "./control.ts";
import { invalid } from "./failure.ts";
import type { EventType } from "./tables.ts";

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

const emitBody = z.strictObject({
  type: z.string(),
  id: z.string().optional(),
  object: z.record(z.string(), z.unknown()).optional(),
  previous: z.record(z.string(), z.unknown()).optional(),
});

/** Events and where they go. */
export const deliveryActs: Acts = {
  "GET /webhook": ({ world }) => ({
    ...world.webhooks.target,
    heldIds: world.webhooks.heldIds,
  }),
  "POST /webhook": ({ world, read }) => {
    const { url, secrets, mode } = read(webhookBody);
    const { target } = world.webhooks;
    if (url !== undefined) target.url = url;
    if (secrets !== undefined) target.secrets = secrets;
    if (mode !== undefined) target.mode = mode;
    return target;
  },
  "POST /deliver": ({ world, read }) => world.webhooks.deliver(read(deliveryBody)),
  "POST /sign": ({ world, read }) => world.webhooks.sign(read(deliveryBody)),
  "POST /drop": ({ world, read }) => world.webhooks.drop(read(deliveryBody)),
  "GET /deliveries": async ({ world }) => {
    await world.webhooks.settled;
    return world.webhooks.records;
  },
  "GET /events": ({ world, query }) => {
    const type = query.get("type");
    return world.account.all("event").filter((event) => type === null || event.type === type);
  },
  "POST /emit": ({ world, read }) => {
    const { type, id, object, previous } = read(emitBody);
    const found = id === undefined ? object : world.account.findAny(id);
    if (found === undefined) throw invalid(`No such object: '${id ?? ""}'`, { status: 404 });
    return world.account.tell(type as EventType, found, previous);
  },
};
