import { parseInput } from "#core/parse-input";
import { GivenAccess } from "#features/members/schema";

/** A field of a form as text; undefined when it is empty or not there. */
export function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** A field of a form as a number; undefined when it is empty. What is no number stays none. */
export function numberOf(form: FormData, name: string): number | undefined {
  const text = textOf(form, name);
  return text === undefined ? undefined : Number(text);
}

/** The role that a form names: a built-in one, or one of the workspace's own by its id. */
export function accessOf(form: FormData): GivenAccess {
  const role = textOf(form, "role") ?? "";
  return parseInput(
    GivenAccess,
    role.startsWith("role_") ? { role: "custom", permissionSetId: role } : { role },
  );
}
