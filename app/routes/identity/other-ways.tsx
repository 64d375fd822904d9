import type { ReactNode } from "react";
import { buttonClass } from "#app/ui/button-class.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import type { ProviderId } from "#features/connections/schema";
import { m } from "#messages";
import { withNext } from "./next-path.ts";
import { providerNames } from "./provider-words.ts";

interface OtherWaysProps {
  providers: ProviderId[];
  next: string;
  /** The ways that are open only to who has an account already. */
  children?: ReactNode;
}

/**
 * The ways in beside the password, in one order wherever one signs in or registers: accounts
 * elsewhere, what the page adds, the company's sign-on. All are links and plain forms.
 */
export function OtherWays({ providers, next, children }: OtherWaysProps) {
  return (
    <div className="mt-6 grid gap-3">
      <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {m.signins_or()}
      </p>
      {providers.map((id) => (
        <form key={id} method="post" action={withNext(`/sign-in/with/${id}`, next)}>
          <button type="submit" className={buttonClass({ wide: true })}>
            {m.signins_with({ provider: providerNames[id] })}
          </button>
        </form>
      ))}
      {children}
      <LinkButton to={withNext("/sign-in/company", next)} wide>
        {m.signon_title()}
      </LinkButton>
    </div>
  );
}
