import { BrandMark } from "./brand-mark.tsx";
import { ErrorState } from "./error-state.tsx";
import { toErrorView } from "./error-view.ts";
import { SelvedgeBand } from "./selvedge-band.tsx";
import { m } from "#messages";

/** A whole page for an error that left no shell to show it in. */
export function ErrorPage({ error }: { error: unknown }) {
  return (
    <>
      <SelvedgeBand />
      <header className="px-6 py-5">
        <a
          href="/"
          className="tap inline-flex rounded-sm text-base"
          aria-label={m.shell_back_home()}
        >
          <BrandMark />
        </a>
      </header>
      <main className="mx-auto max-w-xl px-6 pt-[12vh] pb-24">
        <ErrorState error={toErrorView(error)} heading="h1" />
      </main>
    </>
  );
}
