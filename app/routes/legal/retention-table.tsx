import { english } from "#app/ui/english-only.tsx";
import type { RetentionRule } from "#features/retention";

/** How long what is kept; part of a document in English, and so in English itself. */
export function RetentionTable({ rules }: { rules: RetentionRule[] }) {
  return (
    <div {...english} className="mt-8 overflow-x-auto text-start">
      <h2 className="text-lg">How long what is kept</h2>
      <table className="mt-3 w-full text-sm">
        <thead>
          <tr className="border-b border-line text-start text-muted">
            <th scope="col" className="py-2 pe-4 text-start font-medium">
              What
            </th>
            <th scope="col" className="py-2 pe-4 text-start font-medium">
              How long
            </th>
            <th scope="col" className="py-2 text-start font-medium">
              Why
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ id, data, kept, why }) => (
            <tr key={id} className="border-b border-line align-top">
              <th scope="row" className="py-2 pe-4 text-start font-medium">
                {data}
              </th>
              <td className="py-2 pe-4">{kept}</td>
              <td className="py-2 text-muted">{why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
