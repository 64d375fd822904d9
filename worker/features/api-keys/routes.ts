import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import { type Api, apiRoute, idParam, jsonAnswer, jsonBody } from "#platform/api";
import { createApiKey } from "./create-api-key.ts";
import { getApiKey } from "./get-api-key.ts";
import { listApiKeys } from "./list-api-keys.ts";
import { reportLeakedKey } from "./report-leaked-key.ts";
import { revokeApiKey } from "./revoke-api-key.ts";
import { rotateApiKey } from "./rotate-api-key.ts";
import {
  ApiKeyPatch,
  ApiKeyRotation,
  type ApiKeyView,
  LeakReport,
  NewApiKey,
  scopes,
} from "./schema.ts";
import { updateApiKey } from "./update-api-key.ts";

const Time = z.iso.datetime().max(40);
const PtText = z
  .string()
  .max(40)
  .regex(/^\d+(\.\d{1,6})?$/);

const ApiKey = z
  .object({
    id: z.string().max(64),
    name: z.string().max(80),
    prefix: z.string().max(40).meta({ description: "The visible start of the secret" }),
    scopes: z.array(z.enum(scopes)).max(scopes.length),
    budgetPt: z.int().min(1).max(1_000_000_000).nullable(),
    usedPt: PtText.nullable().meta({
      description: "Charged through this key so far; null while the ledger does not answer",
    }),
    usedMicroPt: z.string().max(40).regex(/^\d+$/).nullable(),
    heldPt: PtText.nullable().meta({
      description: "Held for running requests; counts against the budget as well",
    }),
    models: z.array(z.string().max(120)).max(100).nullable(),
    allowedRanges: z
      .array(z.string().max(50))
      .max(50)
      .nullable()
      .meta({ description: "CIDR ranges it may be used from; null is from everywhere" }),
    oldSecretUntil: Time.nullable().meta({
      description: "Until when the secret before the last rotation is still good",
    }),
    requestsPerMinute: z
      .int()
      .min(1)
      .max(100_000)
      .meta({ description: "Its own rate, or the plan's where that is lower" }),
    createdAt: Time,
    expiresAt: Time.nullable(),
    lastUsedAt: Time.nullable().meta({ description: "Exact to about a minute" }),
    revokedAt: Time.nullable(),
  })
  .meta({ id: "ApiKey" });

const CreatedApiKey = ApiKey.extend({
  secret: z.string().max(100).meta({ description: "Shown in this answer and never again" }),
}).meta({ id: "CreatedApiKey" });

const NewApiKeyBody = NewApiKey.omit({ expiresAtMs: true })
  .extend({ expiresAt: z.iso.datetime({ offset: true }).max(40).optional() })
  .meta({ id: "NewApiKey" });

const ApiKeyPatchBody = ApiKeyPatch.omit({ expiresAtMs: true })
  .extend({ expiresAt: z.iso.datetime({ offset: true }).max(40).nullable().optional() })
  .meta({ id: "ApiKeyPatch" });

const LeakReportBody = LeakReport.meta({ id: "LeakReport" });

const example = {
  id: "key_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  name: "Nightly report",
  prefix: "sk_selv_RXVB5M1D",
  scopes: ["chat" as const, "read" as const],
  budgetPt: 5_000,
  usedPt: "1204",
  usedMicroPt: "1204000000",
  heldPt: "0",
  models: null,
  allowedRanges: null,
  oldSecretUntil: null,
  requestsPerMinute: 600,
  createdAt: "2026-11-21T08:00:00.000Z",
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : toIso(atMs);
}

function toDocument(key: ApiKeyView): z.infer<typeof ApiKey> {
  const { createdAtMs, expiresAtMs, lastUsedAtMs, revokedAtMs, ...known } = key;
  const { spending, oldSecretUntilMs, ...rest } = known;
  return {
    ...rest,
    usedPt: spending === null ? null : microToPt(spending.spentMicroPt),
    usedMicroPt: spending === null ? null : String(spending.spentMicroPt),
    heldPt: spending === null ? null : microToPt(spending.heldMicroPt),
    oldSecretUntil: isoOrNull(oldSecretUntilMs),
    createdAt: toIso(createdAtMs),
    expiresAt: isoOrNull(expiresAtMs),
    lastUsedAt: isoOrNull(lastUsedAtMs),
    revokedAt: isoOrNull(revokedAtMs),
  };
}

const listRoute = apiRoute({
  method: "get",
  path: "/api-keys",
  operationId: "listApiKeys",
  summary: "List API keys",
  description:
    "The workspace's keys, newest first, revoked ones included, with what each has used. Secrets are not shown.",
  tags: ["API keys"],
  scope: "read",
  responses: {
    200: jsonAnswer(
      "The keys",
      z.object({ items: z.array(ApiKey).max(500), nextCursor: z.null() }),
      { items: [example], nextCursor: null },
    ),
  },
});

const createRoute = apiRoute({
  method: "post",
  path: "/api-keys",
  operationId: "createApiKey",
  summary: "Create an API key",
  description:
    "Makes a key that acts for you in this workspace. The secret is in this answer and never again. A key cannot make a key that may do more than itself, and changes none.",
  tags: ["API keys"],
  scope: "write",
  idempotent: true,
  request: {
    body: jsonBody(NewApiKeyBody, {
      name: "Nightly report",
      scopes: ["chat", "read"],
      budgetPt: 5_000,
      requestsPerMinute: 600,
    }),
  },
  responses: {
    201: jsonAnswer("The key and its secret", CreatedApiKey, {
      ...example,
      secret: `sk_selv_RXVB5M1D_${"0".repeat(48)}`,
    }),
  },
  problems: ["limit-reached"],
});

const ofKey = z.object({ id: idParam("The key's id", example.id) });
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const getRoute = apiRoute({
  method: "get",
  path: "/api-keys/{id}",
  operationId: "getApiKey",
  summary: "Get an API key",
  description: "An own one, or with `keys.manage` any of the workspace.",
  tags: ["API keys"],
  scope: "read",
  request: { params: ofKey },
  responses: { 200: jsonAnswer("The key", ApiKey, example) },
  problems: ["not-found"],
});

const updateRoute = apiRoute({
  method: "patch",
  path: "/api-keys/{id}",
  operationId: "updateApiKey",
  summary: "Change an API key",
  description: `What is absent stays, null takes a limit away; it holds from the key's next request on. A revoked key is \`not-found\`. Safe to repeat. ${byPerson}`,
  tags: ["API keys"],
  scope: "write",
  person: true,
  request: { params: ofKey, body: jsonBody(ApiKeyPatchBody, { budgetPt: 10_000, models: null }) },
  responses: { 200: jsonAnswer("The key", ApiKey, example) },
  problems: ["not-found"],
});

const rotateRoute = apiRoute({
  method: "post",
  path: "/api-keys/{id}/rotate",
  operationId: "rotateApiKey",
  summary: "Rotate an API key",
  description: `Gives it a new secret, which is in this answer and never again. The old one stays good for \`overlapHours\`; one from before it ends now. A revoked key is \`not-found\`, one that was rotated at the same moment a \`conflict\`. ${byPerson}`,
  tags: ["API keys"],
  scope: "write",
  person: true,
  idempotent: true,
  request: {
    params: ofKey,
    body: jsonBody(ApiKeyRotation.meta({ id: "ApiKeyRotation" }), { overlapHours: 24 }),
  },
  responses: {
    200: jsonAnswer(
      "The new secret",
      z
        .object({
          id: z.string().max(64),
          secret: z.string().max(100),
          oldSecretUntil: Time.nullable(),
        })
        .meta({ id: "RotatedApiKey" }),
      {
        id: example.id,
        secret: `sk_selv_RXVB5M1D_${"0".repeat(48)}`,
        oldSecretUntil: "2026-11-22T08:00:00.000Z",
      },
    ),
  },
  problems: ["not-found", "conflict"],
});

const revokeRoute = apiRoute({
  method: "delete",
  path: "/api-keys/{id}",
  operationId: "revokeApiKey",
  summary: "Revoke an API key",
  description: "The key opens nothing from this answer on. Safe to repeat.",
  tags: ["API keys"],
  scope: "write",
  request: { params: ofKey },
  responses: { 204: { description: "The key is revoked" } },
  problems: ["not-found"],
});

const leakedRoute = apiRoute({
  method: "post",
  path: "/api-keys/leaked",
  operationId: "reportLeakedApiKey",
  summary: "Report a leaked API key",
  description:
    "For whoever finds a secret in public, such as a secret scanner. Secrets match `sk_selv_[0-9A-HJKMNP-TV-Z]{8}_[0-9a-f]{48}`. A living key is revoked at once and its owner is told by mail and notice. Every report is answered the same, whether the secret was known or not. At most 60 reports a minute. Safe to repeat.",
  tags: ["API keys"],
  scope: null,
  request: {
    body: jsonBody(LeakReportBody, {
      secret: `sk_selv_RXVB5M1D_${"0".repeat(48)}`,
      url: "https://github.com/acme/app/blob/main/config.ts",
    }),
  },
  responses: { 202: { description: "The report was taken" } },
});

export function registerApiKeyRoutes(api: Api): void {
  api.openapi(leakedRoute, async (c) => {
    await reportLeakedKey(c.var.ctx, c.req.valid("json"));
    return c.body(null, 202);
  });
  api.openapi(listRoute, async (c) => {
    const keys = await listApiKeys(c.var.ctx);
    return c.json({ items: keys.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(createRoute, async (c) => {
    const { expiresAt, ...input } = c.req.valid("json");
    const expiresAtMs = expiresAt === undefined ? undefined : Date.parse(expiresAt);
    const { key, secret } = await createApiKey(c.var.ctx, { ...input, expiresAtMs });
    return c.json({ ...toDocument(key), secret }, 201);
  });
  api.openapi(getRoute, async (c) =>
    c.json(toDocument(await getApiKey(c.var.ctx, c.req.valid("param").id)), 200),
  );
  api.openapi(updateRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { expiresAt, ...input } = c.req.valid("json");
    const expiresAtMs = typeof expiresAt === "string" ? Date.parse(expiresAt) : expiresAt;
    await updateApiKey(c.var.ctx, id, { ...input, expiresAtMs });
    return c.json(toDocument(await getApiKey(c.var.ctx, id)), 200);
  });
  api.openapi(rotateRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { secret, oldSecretUntilMs } = await rotateApiKey(c.var.ctx, id, c.req.valid("json"));
    return c.json({ id, secret, oldSecretUntil: isoOrNull(oldSecretUntilMs) }, 200);
  });
  api.openapi(revokeRoute, async (c) => {
    await revokeApiKey(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
}
