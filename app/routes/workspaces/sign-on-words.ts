import { addressRefusals } from "#app/ui/address-refusals.ts";
import { isProblem, Problem } from "#core/problem";
import { type ProviderCheck, type ProviderFlaw, SignOnInput } from "#features/sign-on/schema";
import { m } from "#messages";
import { textOf } from "./form-input.ts";

export const checkNames: Record<ProviderCheck, () => string> = {
  answers: m.signon_check_answers,
  issuer: m.signon_check_issuer,
  code: m.signon_check_code,
  pkce: m.signon_check_pkce,
  signature: m.signon_check_signature,
  keys: m.signon_check_keys,
};

const flaws: Record<ProviderFlaw, (found: { found: string }) => string> = {
  timeout: m.signon_flaw_timeout,
  unreachable: m.signon_flaw_unreachable,
  private: m.signon_flaw_private,
  missing: m.signon_flaw_missing,
  redirect: m.signon_flaw_redirect,
  status: m.signon_flaw_status,
  "not-openid": m.signon_flaw_not_openid,
  "other-name": m.signon_flaw_other_name,
  "no-code": m.signon_flaw_no_code,
  "no-pkce": m.signon_flaw_no_pkce,
  "no-signature": m.signon_flaw_no_signature,
  "no-keys": m.signon_flaw_no_keys,
};

/** What is wrong with a provider and what to do about it; what was found stays left to right. */
export function flawWords(flaw: ProviderFlaw, found: string | null): string {
  return flaws[flaw]({ found: `\u2068${found ?? "–"}\u2069` });
}

const fieldTexts: Record<string, () => string> = {
  issuer: m.signon_error_issuer,
  clientId: m.signon_error_missing,
  clientSecret: m.signon_error_secret,
  domains: m.signon_error_domains,
  enforced: m.signon_error_enforced,
};

function refused(errors: { pointer: string; detail: string }[], cause?: unknown): Problem {
  return new Problem("invalid-input", { detail: errors[0]?.detail, errors, cause });
}

/** The form's fields as the verb takes them; what is wrong is said in the reader's language. */
export function parseSignOnForm(form: FormData): SignOnInput {
  const input = {
    issuer: textOf(form, "issuer") ?? "",
    clientId: textOf(form, "clientId") ?? "",
    clientSecret: textOf(form, "clientSecret"),
    domains: form.getAll("domains"),
    defaultRole: textOf(form, "defaultRole"),
    enabled: form.get("enabled") === "on",
    enforced: form.get("enforced") === "on",
  };
  const parsed = SignOnInput.safeParse(input);
  if (parsed.success) return parsed.data;
  throw refused(
    parsed.error.issues.map(({ path: [name], message }) => ({
      pointer: `/${String(name)}`,
      detail: fieldTexts[String(name)]?.() ?? message,
    })),
  );
}

function isFlaw(name: unknown): name is ProviderFlaw {
  return typeof name === "string" && Object.hasOwn(flaws, name);
}

/** Sets the sign-on, and says in the reader's language why it was refused. */
export async function inReadersWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!isProblem(cause)) throw cause;
    const { slug, extensions, errors } = cause;
    const pointer = errors?.[0]?.pointer ?? "/issuer";
    if (slug === "url-refused") {
      const detail =
        addressRefusals[String(extensions["reason"])]?.() ?? cause.detail ?? cause.title;
      throw refused([{ pointer, detail }], cause);
    }
    if (slug !== "invalid-input") throw cause;
    const { reason, found } = extensions;
    const detail = isFlaw(reason)
      ? m.signon_error_check({ why: flawWords(reason, typeof found === "string" ? found : null) })
      : fieldTexts[pointer.slice(1)]?.();
    throw detail === undefined ? cause : refused([{ pointer, detail }], cause);
  }
}
