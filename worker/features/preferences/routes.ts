import { z } from "zod";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { getPreferences } from "./get-preferences.ts";
import { digests, PreferencesPatch, QuietHours, topics } from "./schema.ts";
import { updatePreferences } from "./update-preferences.ts";

const Choice = z
  .object({
    app: z.boolean().meta({ description: "In the product" }),
    mail: z.boolean(),
    push: z.boolean().meta({ description: "To browsers in which push is switched on" }),
  })
  .partial()
  .meta({ description: "A channel that the topic cannot go to is absent" });

const Preferences = z
  .object({
    topics: z.record(z.enum(topics), Choice),
    quietHours: QuietHours.nullable().meta({
      description: "By the time zone of the profile; what is not urgent waits for their end",
    }),
    digest: z.enum(digests).meta({ description: "How often a summary comes by mail" }),
  })
  .meta({ id: "NotificationPreferences" });

const example: z.infer<typeof Preferences> = {
  topics: {
    account: { mail: true },
    security: { app: true, mail: true, push: true },
    privacy: { app: true, mail: true, push: false },
    payments: { app: true, mail: true, push: false },
    topups: { app: true, mail: true, push: false },
    statements: { app: true, mail: false, push: false },
    usage: { app: true, mail: true, push: true },
    disputes: { app: true, mail: true, push: true },
    team: { app: true, mail: true, push: false },
    integrations: { app: true, mail: true, push: false },
    operations: { app: true, mail: true, push: false },
  },
  quietHours: { from: "22:00", until: "07:00" },
  digest: "weekly",
};

const getRoute = apiRoute({
  method: "get",
  path: "/notification-preferences",
  operationId: "getNotificationPreferences",
  summary: "Get notification preferences",
  description: "What you have chosen to be told, and where; without a choice, our defaults.",
  tags: ["Account"],
  scope: "read",
  responses: { 200: jsonAnswer("Your preferences", Preferences, example) },
});

const updateRoute = apiRoute({
  method: "patch",
  path: "/notification-preferences",
  operationId: "updateNotificationPreferences",
  summary: "Change notification preferences",
  description:
    "Changes what is given. Essential mails stay on, whatever is asked: those about `account`, `security`, `privacy` and `payments`. Safe to repeat.",
  tags: ["Account"],
  scope: "write",
  request: {
    body: jsonBody(PreferencesPatch.meta({ id: "NotificationPreferencesPatch" }), {
      topics: { statements: { mail: false } },
      digest: "daily",
    }),
  },
  responses: { 200: jsonAnswer("Your preferences as they are now", Preferences, example) },
});

/** The public API of notification preferences. */
export function registerPreferenceRoutes(api: Api): void {
  api.openapi(getRoute, async (c) => c.json(await getPreferences(c.var.ctx), 200));
  api.openapi(updateRoute, async (c) => {
    return c.json(await updatePreferences(c.var.ctx, c.req.valid("json")), 200);
  });
}
