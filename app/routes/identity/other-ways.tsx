import { buttonClass } from "#app/ui/button-class.ts";
import type { ProviderId } from "#features/connections/schema";
import { m } from "#messages";
import { withNext } from "./next-path.ts";
import { providerNames } from "./provider-words.ts";

/** The ways in through an account elsewhere, as plain forms. Nothing where none is set up. */
export function ProviderButtons({ providers, next }: { providers: ProviderId[]; next: string }) {
  if (providers.length === 0) return null;
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
    </div>
  );
}
