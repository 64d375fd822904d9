import { formatNumber } from "#app/ui/format.ts";
import { planTitle } from "#app/ui/plan-name.ts";
import { tableRoles } from "#app/ui/table-roles.ts";
import { m } from "#messages";
import { Section } from "../home/section.tsx";
import { TYPICAL } from "./answers.ts";
import type { OfferedModel, OfferedPlan } from "./load-offer.ts";

const headClass = "whitespace-nowrap px-4 py-2.5 text-end font-normal";
const cellClass = "figures px-4 py-2.5 text-end";

function Row({ model, plans }: { model: OfferedModel; plans: OfferedPlan[] }) {
  return (
    <tr {...tableRoles.row} className="border-t border-line">
      <th {...tableRoles.rowHeader} scope="row" className="px-4 py-2.5 text-start font-medium">
        <span className="sm:whitespace-nowrap">{model.name}</span>
        <span className="text-xs font-normal text-muted max-sm:ms-2 sm:block">
          {model.class === "core" ? m.home_class_core() : m.home_class_advanced()}
        </span>
      </th>
      <td {...tableRoles.cell} data-label={m.plans_per_answer()} className={cellClass}>
        {formatNumber(model.ptPerAnswer)}
      </td>
      {plans.map((plan, at) => {
        const answers = model.answers[at] ?? null;
        return (
          <td
            key={plan.plan}
            {...tableRoles.cell}
            data-label={planTitle(plan)}
            className={cellClass}
          >
            {answers === null ? (
              <span className="text-muted">
                <span aria-hidden="true">–</span>
                <span className="sr-only">{m.plans_not_included()}</span>
              </span>
            ) : (
              formatNumber(answers)
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** What a month's PT come to, model by model, by the rate card in force. */
export function AnswersTable({ models, plans }: { models: OfferedModel[]; plans: OfferedPlan[] }) {
  if (models.length === 0) return null;
  return (
    <Section
      title={m.plans_answers()}
      text={m.plans_answers_text({
        input: formatNumber(TYPICAL.inputTokens),
        output: formatNumber(TYPICAL.outputTokens),
        words: formatNumber(TYPICAL.words),
      })}
      aside={
        <p className="mt-3">
          <a
            href="/#prices"
            className="tap text-accent underline decoration-accent/40 underline-offset-3 hover:decoration-accent"
          >
            {m.plans_rate_card()}
          </a>
        </p>
      }
    >
      <div className="overflow-x-auto rounded-md border border-line bg-surface">
        <table {...tableRoles.table} className="table-cards w-full">
          <caption className="sr-only">{m.plans_answers()}</caption>
          <thead {...tableRoles.group}>
            <tr {...tableRoles.row} className="text-muted">
              <th
                {...tableRoles.columnHeader}
                scope="col"
                className="px-4 py-2.5 text-start font-normal"
              >
                {m.home_price_model()}
              </th>
              <th {...tableRoles.columnHeader} scope="col" className={headClass}>
                {m.plans_per_answer()}
              </th>
              {plans.map((plan) => (
                <th key={plan.plan} {...tableRoles.columnHeader} scope="col" className={headClass}>
                  {planTitle(plan)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody {...tableRoles.group}>
            {models.map((model) => (
              <Row key={model.name} model={model} plans={plans} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
