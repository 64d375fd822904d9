import { layout, route, type RouteConfig } from "@react-router/dev/routes";

export default [
  route("/", "routes/home/home.tsx"),
  route("pricing", "routes/pricing/pricing.tsx"),
  route("help", "routes/help/index.tsx"),
  route("help/:slug", "routes/help/article.tsx"),
  route("problems", "routes/problems/index.tsx"),
  route("problems/:slug", "routes/problems/problem.tsx"),
  route("docs/api", "routes/docs/api.tsx"),
  route("docs/api/:tag", "routes/docs/tag.tsx"),
  route("preferences", "routes/shell/preferences.ts"),
  route("search", "routes/shell/search.ts"),

  layout("routes/identity/auth-layout.tsx", [
    route("register", "routes/identity/register.tsx"),
    route("sign-in", "routes/identity/sign-in.tsx"),
    route("forgot", "routes/identity/forgot.tsx"),
    route("reset", "routes/identity/reset.tsx"),
    route("verify", "routes/identity/verify.tsx"),
  ]),
  route("sign-out", "routes/identity/sign-out.ts"),
  layout("routes/mailbox/mailbox-layout.tsx", [
    route("mailbox", "routes/mailbox/mailbox.tsx"),
    route("mailbox/:mailId", "routes/mailbox/mail.tsx"),
  ]),

  route("chat/search", "routes/chat/search.ts"),
  route("chat/:id/export/:format", "routes/chat/export.ts"),
  route("credits/export/:format", "routes/credits/export.ts"),
  route("operations/closes/:month/:file", "routes/operations/close-export.ts"),
  route("billing/statements/:month/:format", "routes/billing/statement-export.ts"),
  route("shared/:token", "routes/shared/shared.tsx"),

  layout("routes/shell/shell.tsx", [
    layout("routes/shell/boundary.tsx", [
      route("account", "routes/account/account.tsx"),
      layout("routes/chat/layout.tsx", [
        route("chat", "routes/chat/new.tsx"),
        route("chat/templates", "routes/chat/templates.tsx"),
        route("chat/:id", "routes/chat/conversation.tsx", [
          route("settings", "routes/chat/settings.tsx"),
        ]),
      ]),
      route("knowledge", "routes/knowledge/knowledge.tsx"),
      route("credits", "routes/credits/credits.tsx"),
      route("credits/transactions/:id", "routes/credits/transaction.tsx"),
      route("models", "routes/models/models.tsx"),
      route("models/edit", "routes/models/edit.tsx"),
      route("keys", "routes/keys/keys.tsx"),
      layout("routes/billing/layout.tsx", [
        route("billing", "routes/billing/billing.tsx"),
        route("billing/change", "routes/billing/change.tsx"),
        route("billing/cancel", "routes/billing/cancel.tsx"),
        route("billing/return", "routes/billing/return.tsx"),
        route("billing/details", "routes/billing/details.tsx"),
        route("billing/statements", "routes/billing/statements.tsx"),
        route("billing/statements/:month", "routes/billing/statement.tsx"),
      ]),
      layout("routes/operations/layout.tsx", [
        route("operations", "routes/operations/operations.tsx"),
        route("operations/margins", "routes/operations/margins.tsx"),
        route("operations/invoices", "routes/billing/branding.tsx"),
        route("operations/closes", "routes/operations/closes.tsx"),
        route("operations/closes/:month", "routes/operations/close.tsx"),
      ]),
    ]),
  ]),
] satisfies RouteConfig;
