import { z } from "zod";
import { askFailures } from "#features/connections/schema";
import { DOMAINS_MAX, joinRoles } from "#features/domains/schema";

/** What a workspace gives of its provider. */
export const SignOnInput = z
  .object({
    issuer: z
      .string()
      .trim()
      .max(500, "at most 500 characters")
      .regex(/^https?:\/\/[^?#\s]+$/, "the address that the provider calls itself, with https://")
      .meta({ description: "As the provider writes it itself, to the last slash" }),
    clientId: z.string().trim().min(1, "the provider shows it").max(300, "at most 300 characters"),
    clientSecret: z
      .string()
      .min(1, "the provider shows it")
      .max(1_000, "at most 1000 characters")
      .optional()
      .meta({
        description: "Needed at first and with another issuer; absent keeps the present one",
      }),
    domains: z
      .array(z.string().trim().toLowerCase().max(253))
      .min(1, "choose at least one")
      .max(DOMAINS_MAX)
      .meta({ description: "Proven domains of the workspace whose addresses may come in" }),
    defaultRole: z
      .enum(joinRoles)
      .meta({ description: "What people become who come in for the first time" }),
    enabled: z.boolean(),
    enforced: z
      .boolean()
      .meta({ description: "Members of the domains, except owners, come in no other way" }),
  })
  .refine(({ enabled, enforced }) => enabled || !enforced, {
    path: ["enforced"],
    message: "switch the sign-on on first",
  });
export type SignOnInput = z.infer<typeof SignOnInput>;

/** A workspace's sign-on as those see it who may set it up. The secret is never shown. */
export interface SignOnView {
  id: string;
  issuer: string;
  clientId: string;
  domains: string[];
  defaultRole: (typeof joinRoles)[number];
  enabled: boolean;
  enforced: boolean;
  /** How many people it opens an account for. */
  people: number;
  createdAtMs: number;
  updatedAtMs: number;
}

/** What is there, and what a provider has to be told. */
export interface SignOnSetup {
  /** Where the provider sends people back to. */
  redirectUri: string;
  /** The domains that the workspace has proven. */
  provenDomains: string[];
  signOn: SignOnView | null;
}

/** What a provider must be able to do, in the order in which it is looked at. */
export const providerChecks = ["answers", "issuer", "code", "pkce", "signature", "keys"] as const;
export type ProviderCheck = (typeof providerChecks)[number];

/** `unsaid`: the provider does not tell, and is tried at the first sign-in. */
export const checkStates = ["passed", "failed", "unsaid"] as const;

/** What is wrong with a provider: it could not be asked, or lacks what people sign in by. */
export const providerFlaws = [
  ...askFailures,
  "no-code",
  "no-pkce",
  "no-signature",
  "no-keys",
] as const;
export type ProviderFlaw = (typeof providerFlaws)[number];

export interface CheckResult {
  check: ProviderCheck;
  state: (typeof checkStates)[number];
  /** Why it failed; null for what did not. */
  reason: ProviderFlaw | null;
  /** What was there instead: a status, a name or what the provider offers. */
  found: string | null;
  /** The same in one English sentence; null where there is nothing to add. */
  detail: string | null;
}

export interface ProviderReport {
  usable: boolean;
  /** What was looked at; nothing follows what makes the rest pointless. */
  checks: CheckResult[];
}

/** A company whose provider opens the person's account, while they are a member of its workspace. */
export interface CompanyView {
  /** Of the connection, by which it is taken back. */
  id: string;
  workspaceName: string;
  /** As the provider told it when it was connected. */
  email: string | null;
  createdAtMs: number;
  lastUsedAtMs: number | null;
}

export const SignOnStart = z.object({ email: z.email().trim().toLowerCase().max(254) });
export type SignOnStart = z.infer<typeof SignOnStart>;

/** Why nothing came of it, for the page that the person comes back to. */
export const signOnFailures = [
  "cancelled",
  "stale",
  "unverified",
  "domain",
  "removed",
  "seats",
  "off",
  "provider",
] as const;
export type SignOnFailure = (typeof signOnFailures)[number];
