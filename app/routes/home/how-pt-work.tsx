import { MICRO_PER_PT } from "#core/money";
import { Badge } from "#app/ui/badge.tsx";
import { formatPt } from "#app/ui/format.ts";
import { m } from "#messages";
import { Section } from "./section.tsx";

const steps = [
  { name: m.home_step_estimate, text: m.home_step_estimate_text },
  { name: m.home_step_hold, text: m.home_step_hold_text },
  { name: m.home_step_settle, text: m.home_step_settle_text },
];

/** Whole PT; every column adds up to nothing, as in the ledger itself. */
const entries = [
  { account: m.home_ledger_available, hold: -12, settle: 8 },
  { account: m.home_ledger_held, hold: 12, settle: -12 },
  { account: m.home_ledger_revenue, hold: 0, settle: 4 },
];

const sum = (key: "hold" | "settle") => entries.reduce((total, entry) => total + entry[key], 0);

function Amount({ pt }: { pt: number }) {
  return (
    <td className="px-4 py-2 text-end font-mono text-[13px]">
      {pt === 0 ? "0" : formatPt(pt * MICRO_PER_PT, { signed: true, bare: true })}
    </td>
  );
}

function LedgerExample() {
  return (
    <div className="mt-8 overflow-hidden rounded-md border border-line bg-surface">
      <table className="w-full">
        <caption className="border-b border-line px-4 py-2.5 text-start">
          <span className="flex items-center justify-between gap-4">
            <span className="font-medium">{m.home_ledger()}</span>
            <Badge>{m.home_ledger_example()}</Badge>
          </span>
        </caption>
        <thead>
          <tr className="text-muted">
            <th scope="col" className="px-4 py-2 text-start font-normal">
              {m.home_ledger_account()}
            </th>
            <th scope="col" className="px-4 py-2 text-end font-normal">
              {m.home_step_hold()}
            </th>
            <th scope="col" className="px-4 py-2 text-end font-normal">
              {m.home_step_settle()}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ account, hold, settle }) => (
            <tr key={account()} className="border-t border-line">
              <th scope="row" className="px-4 py-2 text-start font-normal">
                {account()}
              </th>
              <Amount pt={hold} />
              <Amount pt={settle} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-field bg-paper">
            <th scope="row" className="px-4 py-2 text-start font-medium">
              {m.home_ledger_sum()}
            </th>
            <Amount pt={sum("hold")} />
            <Amount pt={sum("settle")} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** Estimate, hold, settle, and what the ledger writes down. */
export function HowPtWork() {
  return (
    <Section title={m.home_pt()} text={m.home_pt_text()}>
      <ol className="grid gap-6 sm:grid-cols-3">
        {steps.map(({ name, text }, index) => (
          <li key={name()}>
            <p className="figures font-mono text-[13px] text-selvedge">{index + 1}</p>
            <h3 className="mt-1 text-base">{name()}</h3>
            <p className="mt-1 text-muted">{text()}</p>
          </li>
        ))}
      </ol>
      <LedgerExample />
    </Section>
  );
}
