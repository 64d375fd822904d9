import { Problem } from "#core/problem";
import { UpdateBillingDetails } from "#features/billing/schema";
import { m } from "#messages";

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

const addressFields = ["line1", "line2", "city", "postalCode", "state", "country"] as const;

/** A field's words when it is refused, in the reader's language. */
function wordsOf(pointer: string): string {
  switch (pointer) {
    case "/email":
      return m.billing_details_error_email();
    case "/address/country":
      return m.billing_details_error_country();
    default:
      return m.billing_details_error_long();
  }
}

/** The form's fields as a change of the billing details. An address needs its country. */
export function parseDetails(form: FormData): UpdateBillingDetails {
  const address = Object.fromEntries(
    addressFields.map((name) => [name, text(form, `address.${name}`)]),
  );
  const hasAddress = addressFields.some((name) => address[name] !== "");
  const type = text(form, "taxId.type");
  const value = text(form, "taxId.value").replaceAll(/\s/g, "");
  if (type === "" && value !== "") {
    const detail = m.billing_details_error_tax_type();
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/taxId/type", detail }] });
  }
  const input = {
    name: text(form, "name"),
    email: text(form, "email"),
    ...(hasAddress ? { address } : {}),
    taxId: { type, value: type === "" ? "" : value },
  };
  const parsed = UpdateBillingDetails.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path }) => {
    const pointer = `/${path.join("/")}`;
    return { pointer, detail: wordsOf(pointer) };
  });
  throw new Problem("invalid-input", { detail: errors[0]?.detail, errors });
}
