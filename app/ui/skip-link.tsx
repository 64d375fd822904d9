import { m } from "#messages";

/** The first stop of the keyboard on every page; `main` has the id `content`. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="sr-only focus:not-sr-only focus:fixed focus:start-4 focus:top-4 focus:z-50 focus:rounded-md focus:bg-accent-fill focus:px-4 focus:py-2 focus:text-on-accent"
    >
      {m.shell_skip()}
    </a>
  );
}
