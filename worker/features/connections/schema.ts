import { z } from "zod";

/** Providers whose buttons stand on the sign-in page when they are set up. */
export const providers = ["google", "apple", "github"] as const;
export type ProviderId = (typeof providers)[number];

export function isProviderId(text: string): text is ProviderId {
  return providers.some((one) => one === text);
}

/** What a provider says of someone who has just proven themselves there. */
export interface ProviderIdentity {
  /** The provider's own name for the person, which never changes. */
  subject: string;
  email: string | null;
  /** Whether the provider itself has made sure that the address is theirs; null is unsaid. */
  emailVerified: boolean | null;
  name: string | null;
}

/** Why nothing came of it, for the page that the person comes back to. */
export const failures = ["cancelled", "stale", "unverified", "known", "taken", "provider"] as const;
export type Failure = (typeof failures)[number];

/**
 * Why a provider could not be asked: no answer in time, none at all, an address that may not be
 * called, nothing there, an answer that leads elsewhere, another status, an answer that is not
 * OpenID Connect's, or a provider that calls itself something else.
 */
export const askFailures = [
  "timeout",
  "unreachable",
  "private",
  "missing",
  "redirect",
  "status",
  "not-openid",
  "other-name",
] as const;
export type AskFailure = (typeof askFailures)[number];

/** What a provider sends the browser back with. */
export const CallbackParams = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4_000).optional(),
  error: z.string().max(200).optional(),
  /** RFC 9207: which provider answered. */
  iss: z.string().max(500).optional(),
  /** What the person is called, where the provider's id_token never says it: the browser's word. */
  name: z.string().max(200).optional(),
});
export type CallbackParams = z.infer<typeof CallbackParams>;

/** An account elsewhere that opens the person's account here. */
export interface ConnectionView {
  id: string;
  provider: ProviderId;
  /** As the provider told it last. */
  email: string | null;
  createdAtMs: number;
  lastUsedAtMs: number | null;
}
