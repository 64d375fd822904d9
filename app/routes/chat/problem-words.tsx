import { problemAdvice, problemTitle } from "#app/problem-texts.ts";
import { type ProblemSlug, problems } from "#core/problem";

function isSlug(slug: string): slug is ProblemSlug {
  return Object.hasOwn(problems, slug);
}

/** A problem's title or advice in the reader's language; its catalogue loads with the first one. */
export default function ProblemWords({ slug, part }: { slug: string; part: "title" | "advice" }) {
  const known = isSlug(slug) ? slug : "internal";
  return part === "title" ? problemTitle(known) : problemAdvice(known);
}
