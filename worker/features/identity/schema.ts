import { z } from "zod";

export const locales = ["en", "es", "fr", "de", "ar"] as const;
export type Locale = (typeof locales)[number];

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 200;
export const NAME_LENGTH_MAX = 80;

/** RFC 5321 allows 254 characters for a whole path; letter case is not kept. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "at most 254 characters")
  .pipe(z.email("not an e-mail address"));

/** NIST SP 800-63B: a length, no rules of composition. */
export const Password = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `at least ${PASSWORD_LENGTH_MIN} characters`)
  .max(PASSWORD_LENGTH_MAX, `at most ${PASSWORD_LENGTH_MAX} characters`);

const Name = z
  .string()
  .trim()
  .max(NAME_LENGTH_MAX, `at most ${NAME_LENGTH_MAX} characters`)
  .regex(/^\P{Cc}*$/u, "no control characters");

/** A token that travelled by mail; anything of that size is looked up, nothing else is. */
const MailedToken = z.string().min(20, "not a complete link").max(200, "not a complete link");

export const RegisterInput = z.object({
  email: Email,
  password: Password,
  /** Absent or empty: the part of the address before the @. */
  name: Name.optional(),
});
export type RegisterInput = z.input<typeof RegisterInput>;

export const SignInInput = z.object({
  email: Email,
  password: z.string().min(1, "type the password").max(PASSWORD_LENGTH_MAX),
});
export type SignInInput = z.input<typeof SignInInput>;

/** A code of an authenticator app, or a backup code. */
const Code = z.string().trim().max(20, "not a code");

export const IdentityConfirmation = z.object({
  password: z.string().max(PASSWORD_LENGTH_MAX).optional(),
  /** Instead of the password, where two-factor is on. */
  code: Code.optional(),
});
export type IdentityConfirmation = z.input<typeof IdentityConfirmation>;

export const RegistrationProof = z.object({
  token: MailedToken,
  /** The one chosen at the registration; asked for in another browser than that. */
  password: z.string().max(PASSWORD_LENGTH_MAX).optional(),
});
export type RegistrationProof = z.input<typeof RegistrationProof>;

export const MagicLinkRequest = z.object({
  email: Email,
  /** Where the link leads to afterwards: a path of ours. */
  next: z.string().max(500).optional(),
});
export type MagicLinkRequest = z.input<typeof MagicLinkRequest>;

export const MagicLinkProof = z.object({ token: MailedToken });
export type MagicLinkProof = z.input<typeof MagicLinkProof>;

export const PasswordChange = z.object({
  /** Asked for unless the person has none. */
  currentPassword: z.string().max(PASSWORD_LENGTH_MAX).optional(),
  password: Password,
});
export type PasswordChange = z.input<typeof PasswordChange>;

export const EmailChangeRequest = z.object({ email: Email });
export type EmailChangeRequest = z.input<typeof EmailChangeRequest>;

export const EmailChangeAnswer = z.object({
  token: MailedToken,
  answer: z.enum(["agree", "stop"]),
});
export type EmailChangeAnswer = z.input<typeof EmailChangeAnswer>;

/** A change of address that waits, as one of the two addresses sees it. */
export interface EmailChangeView {
  side: "old" | "new";
  newEmail: string;
  oldAgreed: boolean;
  newProven: boolean;
  expiresAtMs: number;
}

export const PasswordResetRequest = z.object({ email: Email });
export type PasswordResetRequest = z.input<typeof PasswordResetRequest>;

export const PasswordReset = z.object({
  token: MailedToken,
  password: Password,
  /** Asked for where two-factor is on. */
  code: Code.optional(),
});
export type PasswordReset = z.input<typeof PasswordReset>;

export const EmailVerification = z.object({ token: MailedToken });
export type EmailVerification = z.input<typeof EmailVerification>;

/** What the runtime knows by this name; offsets such as `+05:00` are not names of places. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** A name of the IANA time zone database. */
export const TimeZone = z
  .string()
  .trim()
  .max(64, "at most 64 characters")
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, "not the name of a time zone")
  .refine(isTimeZone, "not the name of a time zone");

export const ProfilePatch = z.object({
  name: Name.min(1, "type a name").optional(),
  locale: z.enum(locales).optional(),
  theme: z.enum(themes).optional(),
  timeZone: TimeZone.optional(),
});
export type ProfilePatch = z.input<typeof ProfilePatch>;

/** A person as they see themselves. */
export interface Profile {
  id: string;
  email: string;
  emailVerified: boolean;
  name: string;
  locale: Locale;
  theme: Theme;
  /** An IANA name; null until someone chose. */
  timeZone: string | null;
  /** The path of the picture; null without one. */
  avatarPath: string | null;
  operator: boolean;
  createdAtMs: number;
}
