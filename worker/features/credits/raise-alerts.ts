import { and, eq, isNull } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import { mailRows } from "#features/mail";
import type { TemplateData } from "#features/mail/schema";
import { noticeRows } from "#features/notices";
import { webhookRows } from "#features/webhooks";
import { type BillingContact, listBillingContacts } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import { ledgerOf } from "#objects/ledger";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch, type Statement } from "#platform/db";
import { type Alert, decideAlerts, isMailed } from "./decide-alerts.ts";
import { spendLimitsOf } from "./spend-limits.ts";
import { creditAlerts } from "./tables.ts";

type AlertTemplate = "usage-alert" | "pt-low" | "spend-cap-reached";

type Told = {
  [T in AlertTemplate]: { template: T; data: Omit<TemplateData[T], "name" | "url">; href: string };
}[AlertTemplate];

/** What an alert says, as a mail and as a notice. */
function toldOf(alert: Alert, { plan }: AlertedWorkspace): Told {
  const morePt = plan === "visitor" ? "/register" : "/billing/top-up";
  switch (alert.type) {
    case "usage":
      return {
        template: "usage-alert",
        data: {
          percent: String(alert.percent),
          usedPt: microToPt(alert.usedMicroPt),
          grantedPt: microToPt(alert.grantedMicroPt),
        },
        href: "/credits",
      };
    case "low":
      return {
        template: "pt-low",
        data: { availablePt: microToPt(alert.availableMicroPt) },
        href: morePt,
      };
    case "exhausted":
      return { template: "pt-low", data: { availablePt: "0" }, href: morePt };
    case "cap":
      return {
        template: "spend-cap-reached",
        data: { capPt: microToPt(alert.capMicroPt) },
        href: "/billing/limits",
      };
  }
}

async function findWorkspace(ctx: Ctx, accountId: AccountId) {
  return await ctx.db
    .select({ id: workspaces.id, plan: workspaces.plan, settings: workspaces.settings })
    .from(workspaces)
    .where(and(eq(workspaces.accountId, accountId), isNull(workspaces.deletedAtMs)))
    .get();
}

type AlertedWorkspace = NonNullable<Awaited<ReturnType<typeof findWorkspace>>>;

async function raisedNames(
  ctx: Ctx,
  accountId: AccountId,
  periodStartsAtMs: number,
): Promise<Set<string>> {
  const rows = await ctx.db
    .select({ name: creditAlerts.name })
    .from(creditAlerts)
    .where(
      and(
        eq(creditAlerts.accountId, accountId),
        eq(creditAlerts.periodStartsAtMs, periodStartsAtMs),
      ),
    );
  return new Set(rows.map(({ name }) => name));
}

interface Occasion {
  workspace: AlertedWorkspace;
  contacts: BillingContact[];
  /** Names the period, so that the same alert of the next one is another. */
  key: string;
  periodStartsAtMs: number;
}

function mailsOf(ctx: Ctx, alert: Alert, { workspace, contacts, key }: Occasion): Statement[] {
  const { template, data, href } = toldOf(alert, workspace);
  return contacts.flatMap(({ userId, name, email, locale }) =>
    mailRows(ctx, {
      to: email,
      template,
      locale,
      data: { ...data, name, url: `${ctx.origin}${href}` },
      key: `${key}:${alert.name}:${userId}`,
    }),
  );
}

function rowsOf(ctx: Ctx, alert: Alert, occasion: Occasion): Statement[] {
  const { workspace, key, periodStartsAtMs } = occasion;
  const { template, data, href } = toldOf(alert, workspace);
  const rows = noticeRows(ctx, {
    workspaceId: workspace.id,
    key: `${key}:${alert.name}`,
    kind: template,
    data: { ...data },
    href,
  });
  const asked = workspace.settings.spendLimits !== undefined;
  const paid = !["visitor", "free"].includes(workspace.plan);
  if (isMailed(alert, { asked, paid })) rows.push(...mailsOf(ctx, alert, occasion));
  if (alert.type === "low" || alert.type === "exhausted") {
    const availableMicroPt = alert.type === "low" ? alert.availableMicroPt : 0;
    rows.push(
      ...webhookRows(ctx, {
        workspaceId: workspace.id,
        type: alert.type === "low" ? "credits.low" : "credits.exhausted",
        data: {
          availablePt: microToPt(availableMicroPt),
          availableMicroPt: String(availableMicroPt),
          periodStartsAt: toIso(periodStartsAtMs),
        },
        key: `${key}:${alert.name}`,
      }),
    );
  }
  return rows;
}

/**
 * Tells the people of an account's workspace what has become due: in the product, by mail and to
 * their webhooks, each once a period whatever is repeated or runs at the same time. For jobs, and
 * after a refusal by the cap.
 */
export async function raiseAlerts(
  ctx: Ctx,
  accountId: AccountId,
  { capRefused = false }: { capRefused?: boolean } = {},
): Promise<void> {
  const [workspace, use] = await Promise.all([
    findWorkspace(ctx, accountId),
    ledgerOf(ctx.env, accountId).periodUse(),
  ]);
  if (workspace === undefined) return;
  const limits = spendLimitsOf(workspace.settings);
  const facts = { use, limits, capRefused };
  // Most of the time nothing is due even if nothing was told yet; then nobody asks what was.
  if (decideAlerts({ ...facts, raised: new Set() }).names.length === 0) return;
  const raised = await raisedNames(ctx, accountId, use.startsAtMs);
  const { alerts, names } = decideAlerts({ ...facts, raised });
  if (names.length === 0) return;
  const occasion: Occasion = {
    workspace,
    contacts: alerts.length === 0 ? [] : await listBillingContacts(ctx, workspace.id),
    key: `alert:${accountId}:${use.startsAtMs}`,
    periodStartsAtMs: use.startsAtMs,
  };
  const raisedAtMs = ctx.clock.now();
  const periodStartsAtMs = use.startsAtMs;
  try {
    await runBatch(ctx.db, [
      ...names.map((name) =>
        ctx.db.insert(creditAlerts).values({ accountId, periodStartsAtMs, name, raisedAtMs }),
      ),
      ...alerts.flatMap((alert) => rowsOf(ctx, alert, occasion)),
      ...(alerts.length === 0
        ? []
        : [auditRow(ctx, "credits.alerts-raised", accountId, { names, periodStartsAtMs })]),
    ]);
  } catch (error) {
    if (!isUniqueViolation(error, "credit_alerts.account_id")) throw error;
  }
}
