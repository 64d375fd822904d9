import { isProblem, Problem } from "#core/problem";
import { m } from "#messages";

/** The fields of a form that may carry one file, and that file's bytes; empty without one. */
export async function readUpload(
  request: Request,
  fileName: string,
): Promise<{ fields: Record<string, string>; upload: Uint8Array }> {
  const fields: Record<string, string> = {};
  let upload = new Uint8Array();
  for (const [name, value] of await request.formData()) {
    if (typeof value === "string") fields[name] = value;
    else if (name === fileName) upload = new Uint8Array(await value.arrayBuffer());
  }
  return { fields, upload };
}

function wordsFor(problem: Problem): string | undefined {
  switch (problem.slug) {
    case "unsupported-media-type":
      return m.identity_avatar_type();
    case "body-too-large":
      return m.identity_avatar_large();
    case "invalid-input":
      return problem.errors?.[0]?.detail.includes("pixels") === true
        ? m.identity_avatar_pixels()
        : m.identity_avatar_broken();
    default:
      return undefined;
  }
}

/** Runs a verb on a picture; what it refuses is said beside the field, in the reader's language. */
export async function inPictureWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const detail = isProblem(error) ? wordsFor(error) : undefined;
    if (!isProblem(error) || detail === undefined) throw error;
    const errors = [{ pointer: "/avatar", detail }];
    throw new Problem("invalid-input", { errors, cause: error });
  }
}
