import { z } from "zod";
import { toIso } from "#core/time";
import { DOMAINS_MAX, joinRoles } from "#features/domains/schema";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { getSignOn } from "./get-sign-on.ts";
import { removeSignOn } from "./remove-sign-on.ts";
import {
  checkStates,
  providerChecks,
  providerFlaws,
  SignOnInput,
  type SignOnSetup,
  type SignOnView,
} from "./schema.ts";
import { setSignOn } from "./set-sign-on.ts";
import { testSignOn } from "./test-sign-on.ts";

const Time = z.iso.datetime().max(40);
const Domains = z.array(z.string().max(253)).max(DOMAINS_MAX);

const SignOnDocument = z
  .object({
    id: z.string().max(64),
    issuer: z.string().max(500),
    clientId: z.string().max(300),
    domains: Domains.meta({ description: "Whose addresses may come in" }),
    defaultRole: z.enum(joinRoles),
    enabled: z.boolean(),
    enforced: z.boolean(),
    people: z.int().min(0).meta({ description: "How many people it opens an account for" }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: "SignOn" });

const SetupDocument = z
  .object({
    redirectUri: z.url().max(500).meta({ description: "To be registered with the provider" }),
    provenDomains: Domains.meta({ description: "The domains that the workspace has proven" }),
    signOn: SignOnDocument.nullable().meta({ description: "Null before one is set up" }),
  })
  .meta({ id: "SignOnSetup" });

const ReportDocument = z
  .object({
    usable: z.boolean(),
    checks: z
      .array(
        z.object({
          check: z.enum(providerChecks),
          state: z.enum(checkStates).meta({ description: "`unsaid`: the provider does not tell" }),
          reason: z.enum(providerFlaws).nullable().meta({ description: "Why it failed" }),
          found: z.string().max(300).nullable().meta({ description: "What was there instead" }),
          detail: z.string().max(300).nullable(),
        }),
      )
      .max(providerChecks.length)
      .meta({ description: "In the order in which it was looked at" }),
  })
  .meta({ id: "SignOnReport" });

const signOnExample: z.infer<typeof SignOnDocument> = {
  id: "sso_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  issuer: "https://login.acme.example",
  clientId: "selvedge",
  domains: ["acme.example"],
  defaultRole: "member",
  enabled: true,
  enforced: false,
  people: 12,
  createdAt: "2026-11-20T09:30:00.000Z",
  updatedAt: "2026-11-21T08:00:00.000Z",
};

const setupExample: z.infer<typeof SetupDocument> = {
  redirectUri: "https://selvedge.example/sign-in/company/callback/ws_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  provenDomains: ["acme.example"],
  signOn: signOnExample,
};

function toDocument(view: SignOnView): z.infer<typeof SignOnDocument> {
  const { createdAtMs, updatedAtMs, ...rest } = view;
  return { ...rest, createdAt: toIso(createdAtMs), updatedAt: toIso(updatedAtMs) };
}

function toSetupDocument({ signOn, ...rest }: SignOnSetup): z.infer<typeof SetupDocument> {
  return { ...rest, signOn: signOn === null ? null : toDocument(signOn) };
}

const tags = ["Workspaces"];
const path = "/workspace/sign-on";
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const getRoute = apiRoute({
  method: "get",
  path,
  operationId: "getSignOn",
  summary: "Get the company's sign-on",
  description:
    "How people of the workspace's domains come in by its own OpenID provider, and what it takes to set that up. The client secret is never shown.",
  tags,
  scope: "read",
  responses: { 200: jsonAnswer("The sign-on", SetupDocument, setupExample) },
});

const setRoute = apiRoute({
  method: "put",
  path,
  operationId: "setSignOn",
  summary: "Set the company's sign-on",
  description: `Sets all of it. Before it is switched on the provider is looked at. With another issuer people prove their accounts once more, and sessions made by it end, as they do when it is switched off. Asks for a fresh proof (\`reauthentication-required\`). Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  request: {
    body: jsonBody(SignOnInput.meta({ id: "SignOnInput" }), {
      issuer: "https://login.acme.example",
      clientId: "selvedge",
      clientSecret: "the-secret-that-the-provider-shows",
      domains: ["acme.example"],
      defaultRole: "member",
      enabled: true,
      enforced: false,
    }),
  },
  responses: { 200: jsonAnswer("The sign-on as it is now", SignOnDocument, signOnExample) },
  problems: ["conflict", "reauthentication-required", "url-refused"],
});

const removeRoute = apiRoute({
  method: "delete",
  path,
  operationId: "removeSignOn",
  summary: "Remove the company's sign-on",
  description: `Nobody comes in by it any more and sessions made by it end; members stay. Asks for a fresh proof (\`reauthentication-required\`). Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  responses: { 204: { description: "It is gone" } },
  problems: ["reauthentication-required"],
});

const testRoute = apiRoute({
  method: "post",
  path: "/workspace/sign-on/test",
  operationId: "testSignOn",
  summary: "Test the company's provider",
  description: `Asks the provider what it can do; nobody is signed in and nothing changes. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  responses: {
    200: jsonAnswer("What was found", ReportDocument, {
      usable: true,
      checks: providerChecks.map((check) => ({
        check,
        state: "passed" as const,
        reason: null,
        found: null,
        detail: null,
      })),
    }),
  },
  problems: ["not-found"],
});

/** The public API of the company's sign-on. */
export function registerSignOnRoutes(api: Api): void {
  api.openapi(getRoute, async (c) => c.json(toSetupDocument(await getSignOn(c.var.ctx)), 200));
  api.openapi(setRoute, async (c) => {
    return c.json(toDocument(await setSignOn(c.var.ctx, c.req.valid("json"))), 200);
  });
  api.openapi(removeRoute, async (c) => {
    await removeSignOn(c.var.ctx);
    return c.body(null, 204);
  });
  api.openapi(testRoute, async (c) => c.json(await testSignOn(c.var.ctx), 200));
}
