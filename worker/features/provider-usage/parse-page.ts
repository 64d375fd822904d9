import type { z } from "zod";
import { ProviderError } from "#platform/ai/provider";

/** A provider's page as its schema has it, or a ProviderError that names the first wrong member. */
export function parsePage<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new ProviderError(
    "protocol",
    `The provider's report has another shape at "${where}": ${issue?.message ?? ""}`,
  );
}

/** What to ask the next page with; null on the last one. */
export function nextPageOf(page: {
  has_more: boolean;
  next_page?: string | null | undefined;
}): string | null {
  if (!page.has_more) return null;
  const next = page.next_page ?? "";
  if (next !== "") return next;
  throw new ProviderError("protocol", "The report has more pages and does not say where");
}
