import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatPt } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { RadioGroup } from "#app/ui/radio-group.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { MICRO_PER_PT } from "#core/money";
import type { OperatorDisputeView, Suggestion } from "#features/disputes/schema";
import { m } from "#messages";
import { suggestionReason, suggestionWords } from "../disputes/words.ts";
import { usePending } from "./dispute-forms.tsx";

interface DecisionCardProps {
  dispute: OperatorDisputeView;
  textMax: number;
  secondOverPt: number;
}

const outcomeOf: Partial<Record<Suggestion["decision"], string>> = {
  approve: "approved",
  partly: "partly",
  deny: "denied",
};

/** What the evidence suggests, and the form with which a person decides. */
export function DecisionCard({ dispute, textMax, secondOverPt }: DecisionCardProps) {
  const { suggestion, version, evidence, disputedMicroPt } = dispute;
  const leftMicroPt = evidence?.charge.leftMicroPt ?? disputedMicroPt;
  const limit = formatPt(secondOverPt * MICRO_PER_PT);
  const pending = usePending("decide");
  const isPart = suggestion?.decision === "partly";
  return (
    <Card title={m.disputes_decide()} description={m.disputes_decide_limit({ amount: limit })}>
      <div className="grid gap-5">
        {suggestion === null ? null : <Suggested suggestion={suggestion} />}
        <Form name="decide" guarded>
          <input type="hidden" name="intent" value="decide" />
          <input type="hidden" name="version" value={version} />
          <RadioGroup
            name="outcome"
            legend={m.disputes_decide()}
            defaultValue={suggestion === null ? undefined : outcomeOf[suggestion.decision]}
            options={[
              {
                value: "approved",
                label: m.disputes_decide_approved({ amount: formatPt(leftMicroPt) }),
                hint: m.disputes_decide_approved_hint(),
                disabled: leftMicroPt <= 0,
              },
              { value: "partly", label: m.disputes_decide_partly(), disabled: leftMicroPt <= 0 },
              { value: "denied", label: m.disputes_decide_denied() },
            ]}
          />
          <Field
            name="amountPt"
            label={m.disputes_decide_amount()}
            hint={m.disputes_decide_amount_hint()}
            optional
          >
            <TextInput
              mono
              inputMode="numeric"
              autoComplete="off"
              defaultValue={isPart ? String(suggestion.amountMicroPt / MICRO_PER_PT) : undefined}
            />
          </Field>
          <Field
            name="comment"
            label={m.disputes_decide_comment()}
            hint={m.disputes_decide_comment_hint()}
          >
            <Textarea rows={3} maxLength={textMax} />
          </Field>
          <Button type="submit" variant="primary" pending={pending} className="justify-self-start">
            {m.disputes_decide_submit()}
          </Button>
        </Form>
      </div>
    </Card>
  );
}

function Suggested({ suggestion }: { suggestion: Suggestion }) {
  const { effect, reason } = suggestion;
  return (
    <Notice title={`${m.disputes_suggests()}: ${suggestionWords(suggestion)}`}>
      <p>{suggestionReason(reason)}</p>
      {effect === null ? null : (
        <p className="text-muted">
          {effect === "correct" ? m.disputes_effect_correct() : m.disputes_effect_refund()}
        </p>
      )}
    </Notice>
  );
}
