import { z } from "zod";

/** A code of the app, or a backup code; spaces and dashes are how people write them. */
export const SecondFactorCode = z.string().trim().min(6, "type the code").max(20, "type the code");

export const SecondFactorInput = z.object({
  code: SecondFactorCode,
  /** Asks no second factor from this browser for thirty days. */
  trust: z.boolean().optional(),
});
export type SecondFactorInput = z.input<typeof SecondFactorInput>;

export const TwoFactorConfirmation = z.object({ code: SecondFactorCode });
export type TwoFactorConfirmation = z.input<typeof TwoFactorConfirmation>;

/** What someone sets up in their authenticator app. */
export interface TwoFactorSetup {
  /** In base 32, in groups of four, for typing. */
  secret: string;
  uri: string;
  /** A drawing of the QR code, 0 and 1 by row. */
  modules: boolean[][];
}

/** A browser that is not asked for a second factor. */
export interface TrustedDevice {
  id: string;
  browser: string | null;
  system: string | null;
  country: string | null;
  city: string | null;
  network: string | null;
  lastSeenAtMs: number;
  trustedUntilMs: number;
  current: boolean;
}

export interface TwoFactorState {
  on: boolean;
  sinceMs: number | null;
  backupCodesLeft: number;
  trustedDevices: TrustedDevice[];
}
