import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, idParam, jsonAnswer } from "#platform/api";
import { getTwoFactor } from "./get-two-factor.ts";
import type { TrustedDevice, TwoFactorState } from "./schema.ts";
import { distrustDevice } from "./trusted-devices.ts";

const Time = z.iso.datetime().max(40);

const TrustedDeviceDocument = z
  .object({
    id: z.string().max(64),
    browser: z.string().max(40).nullable(),
    system: z.string().max(40).nullable(),
    country: z.string().max(2).nullable(),
    city: z.string().max(80).nullable(),
    network: z.string().max(40).nullable(),
    lastSeenAt: Time,
    trustedUntil: Time,
    current: z.boolean(),
  })
  .meta({ id: "TrustedDevice" });

const TwoFactorDocument = z
  .object({
    on: z.boolean(),
    since: Time.nullable(),
    backupCodesLeft: z.int().min(0).max(10),
    trustedDevices: z.array(TrustedDeviceDocument).max(100),
  })
  .meta({ id: "TwoFactor" });

function toDeviceDocument(device: TrustedDevice): z.infer<typeof TrustedDeviceDocument> {
  const { lastSeenAtMs, trustedUntilMs, ...rest } = device;
  return { ...rest, lastSeenAt: toIso(lastSeenAtMs), trustedUntil: toIso(trustedUntilMs) };
}

function toDocument(state: TwoFactorState): z.infer<typeof TwoFactorDocument> {
  const { on, sinceMs, backupCodesLeft, trustedDevices } = state;
  return {
    on,
    since: sinceMs === null ? null : toIso(sinceMs),
    backupCodesLeft,
    trustedDevices: trustedDevices.map(toDeviceDocument),
  };
}

const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const getRoute = apiRoute({
  method: "get",
  path: "/users/me/two-factor",
  operationId: "getTwoFactor",
  summary: "Get your two-factor state",
  description: `Whether a second factor is asked of you, how many backup codes are left, and which browsers are trusted. ${byPerson}`,
  tags: ["Account"],
  scope: "read",
  person: true,
  responses: {
    200: jsonAnswer("The state", TwoFactorDocument, {
      on: true,
      since: "2026-11-20T09:30:00.000Z",
      backupCodesLeft: 10,
      trustedDevices: [],
    }),
  },
});

const distrustRoute = apiRoute({
  method: "delete",
  path: "/users/me/two-factor/devices/{id}",
  operationId: "distrustDevice",
  summary: "Stop trusting a browser",
  description: `From then on it is asked for the second factor again. Safe to repeat. ${byPerson}`,
  tags: ["Account"],
  scope: "write",
  person: true,
  request: {
    params: z.object({ id: idParam("Of the device", "dev_01KAJ3C6Z8W4T2N9Q7RXVB5M1D") }),
  },
  responses: { 204: { description: "It is not trusted" } },
  problems: ["not-found"],
});

export function registerTwoFactorRoutes(api: Api): void {
  api.openapi(getRoute, async (c) => c.json(toDocument(await getTwoFactor(c.var.ctx)), 200));
  api.openapi(distrustRoute, async (c) => {
    await distrustDevice(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
}
