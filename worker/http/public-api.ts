import { z } from "zod";
import { Problem } from "#core/problem";
import { registerApiKeyRoutes } from "#features/api-keys/routes";
import { registerAuditRoutes } from "#features/audit/routes";
import { registerBillingRoutes } from "#features/billing/routes";
import { registerChatRoutes } from "#features/chat/routes";
import { registerClosingRoutes } from "#features/closing/routes";
import { registerCompletionRoutes } from "#features/completions/routes";
import { registerConnectionRoutes } from "#features/connections/routes";
import { registerConsentRoutes } from "#features/consents/routes";
import { registerCreditRoutes } from "#features/credits/routes";
import { registerDeletionRoutes } from "#features/deletions/routes";
import { registerDisputeRoutes } from "#features/disputes/routes";
import { registerDomainRoutes } from "#features/domains/routes";
import { registerExportRoutes } from "#features/exports/routes";
import { registerInvitationRoutes } from "#features/invitations/routes";
import { registerMemberRoutes } from "#features/members/routes";
import { registerModelRoutes } from "#features/models/routes";
import { registerNoticeRoutes } from "#features/notices/routes";
import { registerOperatorRoutes } from "#features/operators/routes";
import { registerPasskeyRoutes } from "#features/passkeys/routes";
import { registerPaymentRoutes } from "#features/payments/routes";
import { registerPlanRoutes } from "#features/plans/routes";
import { registerPreferenceRoutes } from "#features/preferences/routes";
import { registerProfileRoutes } from "#features/profiles/routes";
import { registerProviderUsageRoutes } from "#features/provider-usage/routes";
import { registerReconciliationRoutes } from "#features/reconciliation/routes";
import { registerSessionRoutes } from "#features/sessions/routes";
import { registerSignOnRoutes } from "#features/sign-on/routes";
import { registerStripeEventRoutes } from "#features/stripe-events/routes";
import { registerTokenRoutes } from "#features/tokens/routes";
import { registerTwoFactorRoutes } from "#features/two-factor/routes";
import { registerWebhookRoutes } from "#features/webhooks/routes";
import { type Api, apiRoute, createApiRouter, jsonAnswer } from "#platform/api";
import { registerMeRoute } from "./me.ts";

const openApiRoute = apiRoute({
  method: "get",
  path: "/openapi.json",
  operationId: "getOpenApiDocument",
  summary: "Get this document",
  description: "The OpenAPI 3.1 document of this API, the same for everyone.",
  tags: ["Account"],
  scope: null,
  responses: {
    200: jsonAnswer("The document", z.looseObject({ openapi: z.string().max(20) }), {
      openapi: "3.1.0",
    }),
  },
});

/** Every path's other methods are refused with what it does allow. */
function refuseOtherMethods(api: Api): void {
  const methods = new Map<string, string[]>();
  for (const definition of api.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const path = definition.route.path.replaceAll(/\{(.+?)\}/g, ":$1");
    methods.set(path, [...(methods.get(path) ?? []), definition.route.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) {
    const allow = allowed.includes("GET") ? ["HEAD", ...allowed] : allowed;
    api.all(path, () => {
      throw new Problem("method-not-allowed", {
        detail: `Allowed here: ${allow.join(", ")}.`,
        extensions: { allow },
      });
    });
  }
}

/** The routes of `/api/v1`, each registered by its feature. */
export function createPublicApi(readOpenApiText: () => Promise<string>): Api {
  const api = createApiRouter();
  registerMeRoute(api);
  registerProfileRoutes(api);
  registerConsentRoutes(api);
  registerCompletionRoutes(api);
  registerChatRoutes(api);
  registerModelRoutes(api);
  registerPlanRoutes(api);
  registerCreditRoutes(api);
  registerApiKeyRoutes(api);
  registerNoticeRoutes(api);
  registerPreferenceRoutes(api);
  registerDisputeRoutes(api);
  registerBillingRoutes(api);
  registerPaymentRoutes(api);
  registerReconciliationRoutes(api);
  registerOperatorRoutes(api);
  registerProviderUsageRoutes(api);
  registerClosingRoutes(api);
  registerStripeEventRoutes(api);
  registerWebhookRoutes(api);
  registerTokenRoutes(api);
  registerSessionRoutes(api);
  registerTwoFactorRoutes(api);
  registerPasskeyRoutes(api);
  registerConnectionRoutes(api);
  registerExportRoutes(api);
  registerDeletionRoutes(api);
  registerMemberRoutes(api);
  registerInvitationRoutes(api);
  registerDomainRoutes(api);
  registerAuditRoutes(api);
  registerSignOnRoutes(api);
  api.openapi(
    openApiRoute,
    async (c) =>
      c.body(await readOpenApiText(), 200, {
        "content-type": "application/json",
        "cache-control": "public, max-age=300",
      }) as never,
  );
  refuseOtherMethods(api);
  return api;
}
