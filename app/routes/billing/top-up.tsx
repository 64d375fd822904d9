import { ctxOf } from "#app/context.ts";
import { redirect } from "react-router";
import { Problem } from "#core/problem";
import { findCustomer, isBillingConnected, mayManageBilling } from "#features/billing";
import {
  getAutoTopup,
  listPaymentMethods,
  listTopups,
  startTopup,
  updateAutoTopup,
} from "#features/payments";
import { AutoTopupInput, NewTopup, type AutoTopupView } from "#features/payments/schema";
import { listPacks } from "#features/plans";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { parseInput } from "#core/parse-input";
import { requireWorkspace } from "#features/workspaces";
import { m } from "#messages";
import { numberField, textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/top-up";
import { AutoTopupCard } from "./auto-topup-card.tsx";
import { NotConnected } from "./not-connected.tsx";
import { PacksCard } from "./packs-card.tsx";
import { TopupsCard } from "./topups-card.tsx";

export const handle = { crumb: () => m.payments_topup() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.payments_topup()} · ${m.brand_name()}` }];
}

/** What a page of a deployment without payments shows of the automatic top-up. */
const noAutoTopup: AutoTopupView | null = null;

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const query = parseTableQuery(new URL(request.url));
  const connected = isBillingConnected(ctx);
  const { id } = requireWorkspace(ctx);
  const [packs, topups, automatic, methods, customer] = await Promise.all([
    listPacks(ctx),
    listTopups(ctx, { cursor: query.cursor }),
    connected ? getAutoTopup(ctx) : noAutoTopup,
    connected ? listPaymentMethods(ctx) : [],
    connected ? findCustomer(ctx, id) : undefined,
  ]);
  const saved = methods.find(({ isDefault }) => isDefault) ?? null;
  const asked = new URL(request.url).searchParams;
  return {
    packs,
    topups,
    automatic,
    saved,
    currency: customer?.currency ?? asked.get("currency"),
    asked: asked.get("pack"),
    query,
    connected,
    manages: mayManageBilling(ctx),
  };
}

async function buy(ctx: ReturnType<typeof ctxOf>, form: FormData): Promise<Response> {
  const input = parseInput(NewTopup, {
    packId: textField(form, "packId"),
    currency: textField(form, "currency"),
    how: textField(form, "how"),
    key: textField(form, "key"),
  });
  const { url } = await startTopup(ctx, input);
  return redirect(url ?? "/billing/top-up");
}

async function setAutomatic(ctx: ReturnType<typeof ctxOf>, form: FormData): Promise<Response> {
  const cap = numberField(form, "monthlyCap");
  await updateAutoTopup(
    ctx,
    parseInput(AutoTopupInput, {
      enabled: form.get("enabled") !== null,
      thresholdPt: numberField(form, "thresholdPt"),
      packId: textField(form, "packId"),
      monthlyCapMinor: cap === undefined ? undefined : Math.round(cap * 100),
      currency: textField(form, "currency"),
    }),
  );
  return redirect("/billing/top-up");
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (form.get("form")) {
    case "buy":
      return await buy(ctx, form);
    case "automatic":
      return await setAutomatic(ctx, form);
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

/** Packs of PT: bought now, or by themselves when PT run low. */
export default function TopUp({ loaderData }: Route.ComponentProps) {
  const { packs, topups, automatic, saved, currency, asked, query, connected, manages } =
    loaderData;
  return (
    <div className="grid grid-cols-1 gap-6">
      {connected ? null : <NotConnected />}
      <PacksCard
        packs={packs}
        currency={currency}
        asked={asked}
        saved={saved}
        disabled={!connected || !manages}
      />
      {automatic === null || !manages ? null : (
        <AutoTopupCard automatic={automatic} packs={packs} hasCard={saved !== null} />
      )}
      <TopupsCard topups={topups} query={query} />
    </div>
  );
}
