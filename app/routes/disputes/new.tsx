import { Scale } from "lucide-react";
import { redirect, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { RadioGroup } from "#app/ui/radio-group.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { getDisputable, openDispute } from "#features/disputes";
import {
  COMMENT_LENGTH_MAX,
  DISPUTABLE_DAYS,
  type DisputableView,
  NewDispute,
  OPEN_MAX,
  type OpeningRefusal,
} from "#features/disputes/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/new";
import { DisputeNotice } from "./dispute-notice.tsx";
import { parseFields } from "./form-problem.ts";
import { readModelNames } from "./model-names.ts";
import { reasonOptions } from "./words.ts";

export const handle = { crumb: () => m.disputes_this_charge() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.disputes_this_charge()} · ${m.brand_name()}` }];
}

const limits = { days: DISPUTABLE_DAYS, open: OPEN_MAX, comment: COMMENT_LENGTH_MAX };

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { searchParams } = new URL(request.url);
  const transactionId = searchParams.get("transaction") ?? undefined;
  const messageId = searchParams.get("message") ?? undefined;
  if (ctx.workspace?.plan === "visitor") return { limits, visitor: true, charge: null };
  if (transactionId === undefined && messageId === undefined) {
    return { limits, visitor: false, charge: null };
  }
  const named = transactionId === undefined ? { messageId } : { transactionId };
  const [charge, modelNames] = await Promise.all([getDisputable(ctx, named), readModelNames(ctx)]);
  const modelName = modelNames[charge.model] ?? charge.model;
  return { limits, visitor: false, charge: { ...charge, modelName } };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const input = parseFields(NewDispute, {
    transactionId: textField(form, "transactionId"),
    reason: textField(form, "reason"),
    comment: textField(form, "comment"),
    sharesContent: form.get("sharesContent") === "on",
  });
  const { id } = await openDispute(ctxOf(context), input);
  return redirect(`/disputes/${id}`);
}

function refusalWords(refusal: OpeningRefusal, { days, open }: typeof limits): string {
  switch (refusal) {
    case "nothing-paid":
      return m.disputes_refused_paid();
    case "returned":
      return m.disputes_refused_returned();
    case "too-old":
      return m.disputes_refused_old({ days });
    case "too-many":
      return m.disputes_refused_many({ count: open });
  }
}

/** Disputes one charge. */
export default function NewDisputePage({ loaderData }: Route.ComponentProps) {
  const { charge, visitor } = loaderData;
  return (
    <Page width="form">
      <PageHeader title={m.disputes_this_charge()} description={m.disputes_new_about()} />
      {charge === null ? <NoCharge visitor={visitor} days={loaderData.limits.days} /> : null}
      {charge === null ? null : (
        <div className="grid grid-cols-1 gap-6">
          <Charge charge={charge} />
          <Opening charge={charge} limits={loaderData.limits} />
        </div>
      )}
    </Page>
  );
}

function NoCharge({ visitor, days }: { visitor: boolean; days: number }) {
  return (
    <Card>
      <EmptyState
        icon={Scale}
        title={visitor ? m.disputes_register() : m.disputes_pick()}
        action={
          visitor ? (
            <LinkButton variant="primary" to="/register">
              {m.chat_create_account()}
            </LinkButton>
          ) : (
            <LinkButton variant="primary" to="/credits">
              {m.disputes_statement()}
            </LinkButton>
          )
        }
      >
        {m.disputes_empty_text({ days })}
      </EmptyState>
    </Card>
  );
}

function Charge({ charge }: { charge: DisputableView & { modelName: string } }) {
  const { transactionId, modelName, chargedAtMs, leftMicroPt, estimated } = charge;
  return (
    <Card title={m.disputes_charge()}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <p>
          <Pt
            microPt={leftMicroPt}
            mark={estimated ? "estimated" : undefined}
            className="text-lg font-semibold"
          />
          <span className="block text-muted">
            <bdi>{modelName}</bdi> · <RelativeTime atMs={chargedAtMs} absolute />
          </span>
        </p>
        <TextLink to={`/credits/transactions/${transactionId}`}>
          {m.disputes_charge_show()}
        </TextLink>
      </div>
    </Card>
  );
}

interface OpeningProps {
  charge: DisputableView;
  limits: Route.ComponentProps["loaderData"]["limits"];
}

function Opening({ charge, limits: shown }: OpeningProps) {
  const { state } = useNavigation();
  const { dispute, refusal, transactionId } = charge;
  if (dispute !== null) return <DisputeNotice dispute={dispute} />;
  if (refusal !== null) return <Notice tone="warning" title={refusalWords(refusal, shown)} />;
  return (
    <Card>
      <Form guarded>
        <input type="hidden" name="transactionId" value={transactionId} />
        <RadioGroup name="reason" legend={m.disputes_field_reason()} options={reasonOptions()} />
        <Field
          name="comment"
          label={m.disputes_field_comment()}
          hint={m.disputes_field_comment_hint()}
          optional
        >
          <Textarea rows={4} maxLength={shown.comment} />
        </Field>
        <Checkbox
          name="sharesContent"
          label={m.disputes_field_share()}
          hint={m.disputes_field_share_hint()}
        />
        <Button
          type="submit"
          variant="primary"
          pending={state === "submitting"}
          className="justify-self-start"
        >
          {m.disputes_submit()}
        </Button>
      </Form>
    </Card>
  );
}
