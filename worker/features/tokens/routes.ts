import { z } from "zod";
import { toIso } from "#core/time";
import { scopes } from "#features/api-keys/schema";
import { type Api, apiRoute, idParam, jsonAnswer } from "#platform/api";
import { exchangeDeviceCode } from "./exchange-device-code.ts";
import { listPrograms } from "./list-programs.ts";
import { refusedGrant } from "./refuse-grant.ts";
import { renewTokens } from "./renew-tokens.ts";
import { requestDevice } from "./request-device.ts";
import { revokeProgram } from "./revoke-program.ts";
import { revokeToken } from "./revoke-token.ts";
import { DEVICE_GRANT, type ProgramView, refusalCodes, type TokenAnswer } from "./schema.ts";

const BODY_BYTES_MAX = 10_000;
const FORM = "application/x-www-form-urlencoded";

/** Parameters that are longer than any of ours are refused; the verbs say what else is wrong. */
const Parameter = z.string().max(500).optional();
const clientId = Parameter.meta({
  description: "What the program calls itself: 1 to 40 of a-z, 0-9, dot, dash, underscore",
});
const refreshToken = Parameter.meta({ description: "The refresh token of the last answer" });

function formBody<S extends z.ZodType>(schema: S, example: Record<string, string>) {
  return { required: true as const, content: { [FORM]: { schema, example } } };
}

const TokenDocument = z
  .object({
    access_token: z.string().max(200).meta({ description: "Send it as `Authorization: Bearer`" }),
    token_type: z.literal("Bearer"),
    expires_in: z.int().min(1).max(3_600).meta({ description: "Seconds" }),
    refresh_token: z
      .string()
      .max(200)
      .meta({ description: "Works once; the next answer carries its successor" }),
    scope: z.string().max(100),
  })
  .meta({ id: "TokenAnswer" });

const DeviceDocument = z
  .object({
    device_code: z.string().max(200),
    user_code: z.string().max(20).meta({ description: "What the person types" }),
    verification_uri: z.url().max(300),
    verification_uri_complete: z.url().max(400).meta({ description: "With the code in it" }),
    expires_in: z.int().min(1).max(3_600).meta({ description: "Seconds" }),
    interval: z.int().min(1).max(600).meta({ description: "Seconds between two polls" }),
  })
  .meta({ id: "DeviceAuthorization" });

const Refusal = z
  .looseObject({
    error: z.enum(refusalCodes).meta({ description: "RFC 6749, section 5.2, and RFC 8628, 3.5" }),
    error_description: z.string().max(500).optional(),
    slug: z.literal("grant-refused"),
  })
  .meta({ id: "GrantRefusal" });

const refused = jsonAnswer("The grant is refused, or not decided yet", Refusal, {
  error: "authorization_pending",
  error_description: "The person has not decided yet.",
  interval: 5,
  type: "https://selvedge.example/problems/grant-refused",
  title: "The program is not let in",
  status: 400,
  detail: "The person has not decided yet.",
  instance: "req_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  slug: "grant-refused",
});

const tokens = jsonAnswer("The tokens", TokenDocument, {
  access_token: `at_selv_01KAJ3C6Z8W4T2N9Q7RXVB5M1D_00t2k8xg_${"0".repeat(64)}`,
  token_type: "Bearer",
  expires_in: 900,
  refresh_token: `rt_selv_${"0".repeat(64)}`,
  scope: "chat read",
});

function toTokenDocument(answer: TokenAnswer): z.infer<typeof TokenDocument> {
  return {
    access_token: answer.accessToken,
    token_type: "Bearer",
    expires_in: answer.expiresInSeconds,
    refresh_token: answer.refreshToken,
    scope: answer.scopes.join(" "),
  };
}

const deviceRoute = apiRoute({
  method: "post",
  path: "/auth/device",
  operationId: "requestDevice",
  summary: "Ask to be let in from a device",
  description:
    "Begins RFC 8628: show `user_code` and `verification_uri` to the person, and poll `POST /auth/token` with `device_code` every `interval` seconds. The code lasts fifteen minutes. A repeat makes another code.",
  tags: ["Tokens"],
  scope: null,
  bodyBytesMax: BODY_BYTES_MAX,
  request: {
    body: formBody(
      z.object({
        client_id: clientId,
        scope: Parameter.meta({
          description: "Of chat, read, write and billing, with spaces; `chat read` when absent",
        }),
      }),
      { client_id: "backup-tool", scope: "chat read" },
    ),
  },
  responses: {
    200: jsonAnswer("The codes", DeviceDocument, {
      device_code: `dc_selv_${"0".repeat(64)}`,
      user_code: "WDJB-MJHT",
      verification_uri: "https://selvedge.example/device",
      verification_uri_complete: "https://selvedge.example/device?code=WDJB-MJHT",
      expires_in: 900,
      interval: 5,
    }),
    400: refused,
  },
});

const tokenRoute = apiRoute({
  method: "post",
  path: "/auth/token",
  operationId: "issueTokens",
  summary: "Get tokens",
  description: `With \`grant_type\` \`${DEVICE_GRANT}\` and a device code, once the person has agreed; with \`refresh_token\`, to renew. A refresh token works once. The same answer is given again within ten seconds, for a reply that was lost; a refresh token that is presented later was stolen, and ends the program's access for good.`,
  tags: ["Tokens"],
  scope: null,
  bodyBytesMax: BODY_BYTES_MAX,
  request: {
    body: formBody(
      z.object({
        grant_type: Parameter.meta({ description: `\`${DEVICE_GRANT}\` or \`refresh_token\`` }),
        client_id: clientId,
        device_code: Parameter,
        refresh_token: refreshToken,
      }),
      {
        grant_type: "refresh_token",
        client_id: "backup-tool",
        refresh_token: `rt_selv_${"0".repeat(64)}`,
      },
    ),
  },
  responses: { 200: tokens, 400: refused },
});

const refreshRoute = apiRoute({
  method: "post",
  path: "/auth/refresh",
  operationId: "renewTokens",
  summary: "Renew tokens",
  description: "As `POST /auth/token` with `grant_type=refresh_token`.",
  tags: ["Tokens"],
  scope: null,
  bodyBytesMax: BODY_BYTES_MAX,
  request: {
    body: formBody(z.object({ client_id: clientId, refresh_token: refreshToken }), {
      client_id: "backup-tool",
      refresh_token: `rt_selv_${"0".repeat(64)}`,
    }),
  },
  responses: { 200: tokens, 400: refused },
});

const revokeRoute = apiRoute({
  method: "post",
  path: "/auth/revoke",
  operationId: "revokeToken",
  summary: "Give tokens back",
  description:
    "Ends the access of the program that an access or refresh token belongs to (RFC 7009). From this answer on all its tokens open nothing. An unknown token is fine; safe to repeat.",
  tags: ["Tokens"],
  scope: null,
  bodyBytesMax: BODY_BYTES_MAX,
  request: {
    body: formBody(
      z.object({
        token: Parameter,
        token_type_hint: Parameter.meta({ description: "Not needed, and ignored" }),
        client_id: clientId,
      }),
      { token: `rt_selv_${"0".repeat(64)}` },
    ),
  },
  responses: {
    200: jsonAnswer("The tokens open nothing", z.object({}), {}),
    400: refused,
  },
});

const Program = z
  .object({
    id: z.string().max(64),
    clientId: z.string().max(40).meta({ description: "What the program calls itself" }),
    workspaceName: z.string().max(100),
    scopes: z.array(z.enum(scopes)).max(scopes.length),
    createdAt: z.iso.datetime().max(40),
    lastUsedAt: z.iso.datetime().max(40).nullable().meta({ description: "To about a minute" }),
  })
  .meta({ id: "Program" });

const programExample = {
  id: "prog_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  clientId: "backup-tool",
  workspaceName: "Acme",
  scopes: ["chat" as const, "read" as const],
  createdAt: "2026-11-21T08:00:00.000Z",
  lastUsedAt: null,
};

function toDocument({ createdAtMs, lastUsedAtMs, ...program }: ProgramView) {
  const lastUsedAt = lastUsedAtMs === null ? null : toIso(lastUsedAtMs);
  return { ...program, createdAt: toIso(createdAtMs), lastUsedAt };
}

const listRoute = apiRoute({
  method: "get",
  path: "/users/me/programs",
  operationId: "listPrograms",
  summary: "List the programs you let in",
  description: "The programs that may act for you now, in any workspace, newest first.",
  tags: ["Account"],
  scope: "read",
  responses: {
    200: jsonAnswer(
      "The programs",
      z.object({ items: z.array(Program).max(100), nextCursor: z.null() }),
      { items: [programExample], nextCursor: null },
    ),
  },
});

const revokeProgramRoute = apiRoute({
  method: "delete",
  path: "/users/me/programs/{id}",
  operationId: "revokeProgram",
  summary: "Take a program's access away",
  description: "Its tokens open nothing from this answer on. Safe to repeat.",
  tags: ["Account"],
  scope: "write",
  request: { params: z.object({ id: idParam("The program's id", programExample.id) }) },
  responses: { 204: { description: "The program has no access" } },
  problems: ["not-found"],
});

export function registerTokenRoutes(api: Api): void {
  api.openapi(deviceRoute, async (c) => {
    const { client_id, scope } = c.req.valid("form");
    const answer = await requestDevice(c.var.ctx, { clientId: client_id, scope });
    return c.json(
      {
        device_code: answer.deviceCode,
        user_code: answer.userCode,
        verification_uri: answer.verificationUri,
        verification_uri_complete: answer.verificationUriComplete,
        expires_in: answer.expiresInSeconds,
        interval: answer.intervalSeconds,
      },
      200,
    );
  });
  api.openapi(tokenRoute, async (c) => {
    const { grant_type, client_id, device_code, refresh_token } = c.req.valid("form");
    if (grant_type === DEVICE_GRANT) {
      const input = { deviceCode: device_code, clientId: client_id };
      return c.json(toTokenDocument(await exchangeDeviceCode(c.var.ctx, input)), 200);
    }
    if (grant_type === "refresh_token") {
      const input = { refreshToken: refresh_token, clientId: client_id };
      return c.json(toTokenDocument(await renewTokens(c.var.ctx, input)), 200);
    }
    throw refusedGrant("unsupported_grant_type", `Use ${DEVICE_GRANT} or refresh_token.`);
  });
  api.openapi(refreshRoute, async (c) => {
    const { client_id, refresh_token } = c.req.valid("form");
    const input = { refreshToken: refresh_token, clientId: client_id };
    return c.json(toTokenDocument(await renewTokens(c.var.ctx, input)), 200);
  });
  api.openapi(revokeRoute, async (c) => {
    await revokeToken(c.var.ctx, c.req.valid("form"));
    return c.json({}, 200);
  });
  api.openapi(listRoute, async (c) => {
    const programs = await listPrograms(c.var.ctx);
    return c.json({ items: programs.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(revokeProgramRoute, async (c) => {
    await revokeProgram(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
}
