import { isProblem, Problem } from "#core/problem";
import { m } from "#messages";

function words({ slug, errors }: Problem): { detail: string; pointer?: string } | undefined {
  const pointer = "/name";
  if (slug === "already-exists") return { detail: m.permissions_error_taken(), pointer };
  if (slug === "conflict") return { detail: m.permissions_error_in_use() };
  if (slug === "limit-reached") return { detail: m.permissions_error_many() };
  const isNameless = slug === "invalid-input" && errors?.[0]?.pointer === pointer;
  return isNameless ? { detail: m.permissions_error_name(), pointer } : undefined;
}

/** Makes, changes or deletes a role, and says in the reader's language why it was refused. */
export async function inReadersWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const said = isProblem(cause) ? words(cause) : undefined;
    if (!isProblem(cause) || said === undefined) throw cause;
    const { detail, pointer } = said;
    const errors = pointer === undefined ? undefined : [{ pointer, detail }];
    throw new Problem(cause.slug, { detail, errors, extensions: cause.extensions, cause });
  }
}
