import type { SpendLimitSettings, WorkspaceSettings } from "#features/workspaces/schema";

/** Where nobody has set limits: no cap, and the thresholds that the ledger itself announces. */
export const defaultSpendLimits: SpendLimitSettings = {
  capMicroPt: null,
  alertPercents: [50, 80, 95, 100],
  lowMicroPt: null,
};

/** The limits of a workspace, by its settings. */
export function spendLimitsOf({ spendLimits }: WorkspaceSettings): SpendLimitSettings {
  return spendLimits ?? defaultSpendLimits;
}
