import { desc, eq, lt } from "drizzle-orm";
import { newId } from "#core/ids";
import { Problem } from "#core/problem";
import { DAY_MS, HOUR_MS } from "#core/time";
import { listDkimKeys } from "#features/mail";
import type { DkimKeyView } from "#features/mail/schema";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { checkOwnKey, checkServiceKey } from "./check-dkim.ts";
import { checkDmarc, checkExtras, checkMx } from "./check-policies.ts";
import { checkSpf } from "./check-spf.ts";
import { planRecords } from "./plan-records.ts";
import { resolverOf } from "./resolve.ts";
import type { DnsCheck, MailDomainCheck, MailDomainView } from "./schema.ts";
import { mailDomainChecks } from "./tables.ts";

const HISTORY_MAX = 10;
const KEPT_MS = 365 * DAY_MS;
const CHECKS_PER_HOUR: Parameters<typeof tryAdmit>[2] = [
  { name: "mail-domain-checks", limit: 60, windowMs: HOUR_MS },
];

/** The domain that mails come from; undefined for a name that only this machine knows. */
function sendingDomain(ctx: Ctx): string | undefined {
  const { from } = ctx.settings.mail;
  const domain =
    from === undefined
      ? new URL(ctx.origin).hostname
      : from.address.slice(from.address.lastIndexOf("@") + 1).toLowerCase();
  const isPublic = domain.includes(".") && !/^[\d.:[\]]+$/.test(domain);
  return isPublic ? domain : undefined;
}

function unreachable(check: Pick<DnsCheck, "subject" | "host" | "type" | "optional">): DnsCheck {
  return { ...check, state: "unreachable", note: null, found: [], expected: null };
}

/** What a check says, or that nobody could be asked. */
async function orUnreachable(
  check: Pick<DnsCheck, "subject" | "host" | "type" | "optional">,
  run: () => Promise<DnsCheck[]>,
): Promise<DnsCheck[]> {
  try {
    return await run();
  } catch {
    return [unreachable(check)];
  }
}

async function ask(ctx: Ctx, domain: string, keys: DkimKeyView[]): Promise<DnsCheck[]> {
  const resolve = resolverOf(ctx);
  const { spf, ownKeys, serviceKeys } = planRecords(domain, ctx.settings.mail);
  const inUse = keys.filter((key) => key.domain === domain && key.state !== "retired");
  const need = { type: "TXT", optional: false } as const;
  const noKey: DnsCheck = {
    ...need,
    subject: "dkim",
    host: `_domainkey.${domain}`,
    state: "missing",
    note: "dkim-no-key",
    found: [],
    expected: null,
  };
  const own = inUse.map((key) =>
    orUnreachable({ ...need, subject: "dkim", host: key.record.name }, async () => [
      await checkOwnKey(resolve, key.record.name, key.record.value),
    ]),
  );
  const answers = await Promise.all([
    orUnreachable({ ...need, subject: "spf", host: spf.host }, async () => [
      await checkSpf(resolve, spf.host, spf.include),
    ]),
    ...(ownKeys ? own : []),
    ...(ownKeys && inUse.length === 0 ? [Promise.resolve([noKey])] : []),
    ...serviceKeys.map((host) =>
      orUnreachable({ ...need, subject: "dkim", host }, async () => [
        await checkServiceKey(resolve, host),
      ]),
    ),
    orUnreachable({ ...need, subject: "dmarc", host: `_dmarc.${domain}` }, async () => [
      await checkDmarc(resolve, domain),
    ]),
    orUnreachable({ subject: "mx", host: domain, type: "MX", optional: true }, async () => [
      await checkMx(resolve, domain),
    ]),
    orUnreachable(
      { subject: "mta-sts", host: `_mta-sts.${domain}`, type: "TXT", optional: true },
      async () => await checkExtras(resolve, domain),
    ),
  ]);
  return answers.flat();
}

/**
 * Asks the DNS for everything that mails of this deployment depend on and keeps what it said. Nothing
 * is changed there. For the operator, 60 an hour. Refuses with `conflict` while mails come from a name
 * that only this machine knows.
 */
export async function checkMailDomain(ctx: Ctx): Promise<MailDomainCheck> {
  requireOperator(ctx);
  const domain = sendingDomain(ctx);
  if (domain === undefined) {
    throw new Problem("conflict", { detail: "MAIL_FROM names no domain of the public network." });
  }
  requireAdmitted(await tryAdmit(ctx.env, "mail:domain-checks", CHECKS_PER_HOUR));
  const checks = await ask(ctx, domain, await listDkimKeys(ctx));
  const atMs = ctx.clock.now();
  const { transport } = ctx.settings.mail;
  const id = newId("dns", atMs);
  await runBatch(ctx.db, [
    ctx.db.insert(mailDomainChecks).values({ id, domain, transport, checks, atMs }),
    ctx.db.delete(mailDomainChecks).where(lt(mailDomainChecks.atMs, atMs - KEPT_MS)),
    auditRow(ctx, "mail-domain.checked", id, { domain }),
  ]);
  return { domain, transport, atMs, checks };
}

/** The domain that mails come from, its keys and what the DNS said of it. For the operator. */
export async function getMailDomain(ctx: Ctx): Promise<MailDomainView> {
  requireOperator(ctx);
  const domain = sendingDomain(ctx) ?? null;
  const keys = await listDkimKeys(ctx);
  const { transport } = ctx.settings.mail;
  const rows =
    domain === null
      ? []
      : await ctx.db
          .select()
          .from(mailDomainChecks)
          .where(eq(mailDomainChecks.domain, domain))
          .orderBy(desc(mailDomainChecks.atMs), desc(mailDomainChecks.id))
          .limit(HISTORY_MAX + 1);
  const [last, ...earlier] = rows;
  return {
    domain,
    transport,
    keys: keys.filter((key) => key.domain === domain && key.state !== "retired"),
    last:
      last === undefined
        ? null
        : { domain: last.domain, transport: last.transport, atMs: last.atMs, checks: last.checks },
    history: earlier.map(({ atMs, checks }) => ({
      atMs,
      right: checks.filter(({ state }) => state === "right").length,
      wrong: checks.filter(({ state, optional }) => !optional && state !== "right").length,
    })),
  };
}
