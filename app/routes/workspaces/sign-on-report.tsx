import { Badge } from "#app/ui/badge.tsx";
import { Notice } from "#app/ui/notice.tsx";
import type { CheckResult, ProviderReport } from "#features/sign-on/schema";
import { m } from "#messages";
import { checkNames, flawWords } from "./sign-on-words.ts";

const states: Record<
  CheckResult["state"],
  { tone: "success" | "danger" | "neutral"; text: () => string }
> = {
  passed: { tone: "success", text: m.signon_check_passed },
  failed: { tone: "danger", text: m.signon_check_failed },
  unsaid: { tone: "neutral", text: m.signon_check_unsaid },
};

/** What a look at the provider has found. */
export function SignOnReport({ report: { usable, checks } }: { report: ProviderReport }) {
  return (
    <div className="grid max-w-2xl gap-4">
      <Notice tone={usable ? "success" : "danger"} urgent>
        {usable ? m.signon_test_usable() : m.signon_test_unusable()}
      </Notice>
      <ul className="divide-y divide-line rounded-md border border-line">
        {checks.map(({ check, state, reason, found }) => (
          <li key={check} className="flex items-start justify-between gap-4 px-3.5 py-2">
            <span className="min-w-0">
              {checkNames[check]()}
              {reason === null ? null : (
                <span className="block break-words text-muted">{flawWords(reason, found)}</span>
              )}
            </span>
            <Badge tone={states[state].tone}>{states[state].text()}</Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}
