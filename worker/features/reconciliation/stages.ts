/** What a run does, in this order. Each stage works in small steps and says where to go on. */
export const stageNames = [
  "ledgers",
  "payments",
  "invoices",
  "refunds",
  "chargebacks",
  "unseen",
  "lines",
  "topups",
  "sources",
  "reports",
  "true-ups",
  "usage",
  "recheck",
  "finish",
] as const;
export type StageName = (typeof stageNames)[number];

/** The stage after one; the last one is its own end. */
export function stageAfter(stage: StageName): StageName {
  return stageNames[stageNames.indexOf(stage) + 1] ?? "finish";
}
