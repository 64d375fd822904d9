import type { TemplateData } from "./schema.ts";

const atMs = String(Date.UTC(2026, 10, 24, 23, 30));
const link = { name: "Ada", url: "https://x.example/billing?token=abc" };
const money = { ...link, amountMinor: "123450", currency: "usd" };

/** A sample of what each template is written from: for the gallery, and for tests. */
export const sampleData: TemplateData = {
  "magic-link": { name: "Ada", url: "https://selvedge.example/sign-in/link?token=abc" },
  "new-device": {
    name: "Ada",
    url: "https://selvedge.example/account/security",
    atMs: "1764000000000",
    device: "Firefox, Linux",
    place: "Berlin, DE",
  },
  "account-attacked": { name: "Ada", url: "https://selvedge.example/account/security" },
  "password-changed": { name: "Ada", url: "https://selvedge.example/forgot" },
  "email-change-agree": {
    name: "Ada",
    url: "https://selvedge.example/email-change?token=abc",
    email: "new@example.com",
  },
  "email-change-prove": {
    name: "Ada",
    url: "https://selvedge.example/email-change?token=abc",
    email: "new@example.com",
  },
  "email-changed": {
    name: "Ada",
    url: "https://selvedge.example/account/security",
    email: "new@example.com",
  },
  "two-factor-changed": {
    name: "Ada",
    url: "https://selvedge.example/account/security",
    change: "on",
  },
  verify: link,
  reset: link,
  welcome: link,
  "already-registered": {
    name: "Ada",
    signInUrl: "https://x.example/sign-in",
    resetUrl: "https://x.example/forgot",
  },
  receipt: { ...money, description: "topup", invoiceNumber: "SEL-0001", pt: "49000" },
  "payment-failed": { ...money, step: "1", graceEndsAtMs: atMs },
  "payment-recovered": money,
  "plan-frozen": { ...link, plan: "pro" },
  "plan-changed": { ...link, change: "started", plan: "pro", atMs },
  "refund-issued": { ...money, ptTaken: "10000" },
  "refund-failed": { ...money, ptReturned: "10000" },
  "topup-failed": { ...money, reason: "insufficient_funds" },
  "topup-cap-reached": money,
  "chargeback-opened": { ...money, reason: "fraudulent", dueAtMs: atMs },
  "card-expiring": { ...link, brand: "visa", last4: "4242", month: "2026-12" },
  "usage-alert": { ...link, percent: "80", usedPt: "39200", grantedPt: "49000" },
  "pt-low": { ...link, availablePt: "0.5" },
  "spend-cap-reached": { ...link, capPt: "20000" },
  "dispute-update": { ...link, step: "opened", amountPt: "12", message: "" },
  "webhook-disabled": { ...link, endpoint: "https://hook.example/in", reason: "failing" },
  "channel-disabled": { ...link, channel: "Atelier", reason: "failing" },
  "margin-alert": { ...link, plan: "pro", marginPercent: "44.4", light: "red" },
  "reconciliation-alert": { ...link, open: "1204" },
  "dispute-alert": { ...link, alert: "new", amountPt: "1204.5", dueAtMs: "1795900000000" },
  "export-ready": { ...link, expiresAtMs: atMs },
  "deletion-requested": { ...link, dueAtMs: atMs },
  "subject-request": link,
  "subject-answer": { ...link, message: "" },
  "statement-ready": { ...link, month: "2026-10" },
  invitation: { ...link, workspace: "Acme", inviter: "Grace", expiresAtMs: atMs },
  "ownership-offered": { ...link, workspace: "Acme", inviter: "Grace" },
  "key-leaked": { ...link, key: "CI", prefix: "sk_selv_RXVB5M1D", where: "https://git.example/a" },
  "program-stolen": { ...link, program: "backup-tool", workspace: "Acme" },
  digest: {
    ...link,
    period: "weekly",
    untilAtMs: atMs,
    usedPt: "1204.5",
    answers: "312",
    notices: "4",
  },
};
