import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatPt } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import type { OperatorDisputeView } from "#features/disputes/schema";
import { m } from "#messages";
import { usePending } from "./dispute-forms.tsx";

interface SecondApprovalProps {
  dispute: OperatorDisputeView;
  textMax: number;
}

/** A large approval that waits for someone else's eyes. */
export function SecondApproval({ dispute, textMax }: SecondApprovalProps) {
  const { proposal, version } = dispute;
  const pending = usePending("approve", "send-back");
  if (proposal === null) return null;
  const name = proposal.byName ?? m.disputes_someone();
  const amount = formatPt(proposal.effectMicroPt);
  return (
    <Card title={m.disputes_second()} description={m.disputes_second_text({ name, amount })}>
      <div className="grid gap-5">
        {proposal.comment === "" ? null : (
          <blockquote
            dir="auto"
            className="max-w-prose rounded-md border border-line bg-paper px-3.5 py-2.5 wrap-anywhere whitespace-pre-wrap"
          >
            {proposal.comment}
          </blockquote>
        )}
        <p className="text-muted">
          {proposal.effect === "correct" ? m.disputes_effect_correct() : m.disputes_effect_refund()}
        </p>
        {proposal.mine ? (
          <Notice tone="warning">{m.disputes_second_mine()}</Notice>
        ) : (
          <Form name="second" guarded>
            <input type="hidden" name="version" value={version} />
            <Field
              name="comment"
              label={m.disputes_second_reason()}
              hint={m.disputes_second_reason_hint()}
              optional
            >
              <Textarea rows={2} maxLength={textMax} />
            </Field>
            <div className="flex flex-wrap gap-2">
              <Button
                type="submit"
                name="intent"
                value="approve"
                variant="primary"
                pending={pending}
              >
                {m.disputes_second_approve()}
              </Button>
              <Button type="submit" name="intent" value="send-back" pending={pending}>
                {m.disputes_second_back()}
              </Button>
            </div>
          </Form>
        )}
      </div>
    </Card>
  );
}
