import { ChevronDown } from "lucide-react";
import { formatPrice, formatPt } from "#app/ui/format.ts";
import { MICRO_PER_PT } from "#core/money";
import { m } from "#messages";
import { Section } from "../home/section.tsx";
import type { Choice } from "./choice.ts";
import type { Offer } from "./load-offer.ts";

function Question({ question, answer }: { question: string; answer: string }) {
  return (
    <details className="group">
      <summary className="flex cursor-pointer list-none items-center justify-between gap-4 px-4 py-3 font-medium [&::-webkit-details-marker]:hidden">
        {question}
        <ChevronDown
          aria-hidden="true"
          className="size-4 flex-none text-muted transition-transform group-open:rotate-180"
        />
      </summary>
      <p className="max-w-prose px-4 pb-4 text-muted">{answer}</p>
    </details>
  );
}

/** What people ask before they pay. */
export function Questions({ offer, choice }: { offer: Offer; choice: Choice }) {
  const [pack] = offer.packs;
  const questions: [string, string][] = [
    [
      m.plans_ask_pt(),
      pack === undefined
        ? m.plans_ask_pt_bare()
        : m.plans_ask_pt_text({
            amount: formatPt(pack.pt * MICRO_PER_PT),
            price: formatPrice(pack.amountMinor, choice.currency),
          }),
    ],
    [m.plans_ask_out(), m.plans_ask_out_text()],
    [m.plans_ask_expiry(), m.plans_ask_expiry_text({ count: offer.packLifeMonths })],
    [m.plans_ask_change(), m.plans_ask_change_text()],
    [m.plans_ask_cancel(), m.plans_ask_cancel_text()],
    [m.plans_ask_refund(), m.plans_ask_refund_text()],
    [m.plans_ask_rise(), m.plans_ask_rise_text()],
  ];
  return (
    <Section title={m.plans_questions()} text={m.plans_questions_text()}>
      <div className="divide-y divide-line rounded-md border border-line bg-surface">
        {questions.map(([question, answer]) => (
          <Question key={question} question={question} answer={answer} />
        ))}
      </div>
    </Section>
  );
}
