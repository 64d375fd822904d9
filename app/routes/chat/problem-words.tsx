import { problemAdvice, problemTitle } from "#app/problem-texts.ts";
import { type ProblemSlug, problems } from "#core/problem";
import { m } from "#messages";

/** What a larger plan or a pack would help with. */
const HELPED_BY_BUYING = new Set(["insufficient-pt", "model-not-in-plan", "model-share-cap"]);

function isSlug(slug: string): slug is ProblemSlug {
  return Object.hasOwn(problems, slug);
}

/** A problem's title or advice in the reader's language; its catalogue loads with the first one. */
export default function ProblemWords({ slug, part }: { slug: string; part: "title" | "advice" }) {
  const known = isSlug(slug) ? slug : "internal";
  if (part === "title") return problemTitle(known);
  if (!HELPED_BY_BUYING.has(known)) return problemAdvice(known);
  return (
    <>
      {problemAdvice(known)}{" "}
      <a
        href="/pricing"
        className="text-accent underline decoration-accent/40 underline-offset-3 hover:decoration-accent"
      >
        {m.plans_see()}
      </a>
    </>
  );
}
