import { z } from "zod";

export const PASSKEY_NAME_LENGTH_MAX = 60;

export const PasskeyName = z
  .string()
  .trim()
  .min(1, "give it a name")
  .max(PASSKEY_NAME_LENGTH_MAX, `at most ${PASSKEY_NAME_LENGTH_MAX} characters`)
  .regex(/^\P{Cc}*$/u, "no control characters");

const Base64Url = z.string().regex(/^[\w-]+$/, "not base64url");

/** What every answer of an authenticator has. */
const AnyAnswer = z.object({
  id: Base64Url.max(1_400),
  rawId: Base64Url.max(1_400),
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).optional().catch(undefined),
  clientExtensionResults: z.record(z.string().max(60), z.unknown()).default({}),
});

/** `RegistrationResponseJSON` of WebAuthn Level 3, as far as it is read. */
export const PasskeyCreation = AnyAnswer.extend({
  response: z.object({
    clientDataJSON: Base64Url.max(10_000),
    attestationObject: Base64Url.max(100_000),
    transports: z.array(z.string().max(30)).max(10).default([]),
  }),
});

/** `AuthenticationResponseJSON` of WebAuthn Level 3, as far as it is read. */
export const PasskeyAnswer = AnyAnswer.extend({
  response: z.object({
    clientDataJSON: Base64Url.max(10_000),
    authenticatorData: Base64Url.max(10_000),
    signature: Base64Url.max(10_000),
    userHandle: Base64Url.max(200).optional(),
  }),
});

/** The same as a form carries it: JSON in one field. */
function json<S extends z.ZodType>(schema: S) {
  const parsed = z
    .string()
    .max(200_000)
    .transform((text, issues) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        issues.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    });
  return parsed.pipe(schema);
}

export const NewPasskey = z.object({ name: PasskeyName, answer: json(PasskeyCreation) });
export type NewPasskey = z.input<typeof NewPasskey>;

export const PasskeyProof = z.object({ answer: json(PasskeyAnswer) });
export type PasskeyProof = z.input<typeof PasskeyProof>;

export const PasskeyRenaming = z.object({ name: PasskeyName });
export type PasskeyRenaming = z.input<typeof PasskeyRenaming>;

export interface PasskeyView {
  id: string;
  name: string;
  /** Copied between the person's devices by their provider. */
  synced: boolean;
  createdAtMs: number;
  lastUsedAtMs: number | null;
}

/** `PublicKeyCredentialRequestOptionsJSON` of WebAuthn Level 3. */
export interface PasskeyRequest {
  challenge: string;
  rpId: string;
  /** Milliseconds. */
  timeout: number;
  userVerification: "required";
  /** Empty asks for any passkey of this site. */
  allowCredentials: { id: string; type: "public-key"; transports: string[] }[];
}
