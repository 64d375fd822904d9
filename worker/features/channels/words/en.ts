import type { NoticeWords } from "./words.ts";

export const en: NoticeWords = {
  action: "See details",
  texts: {
    "plan-threshold": [
      "{percent} of this period’s PT are used",
      "Your workspace has used {percent} of what this period has.",
    ],
    "burn-rate": ["PT are being used unusually fast", "{used} were used within a short time."],
    "advanced-share": [
      "The share for advanced models is nearly used",
      "{percent} of the plan’s share for advanced models are used.",
    ],
    "written-off": [
      "A part of a charge was written off",
      "{amount} more than you had were used; we have taken them over.",
    ],
    debt: [
      "Your balance is below zero",
      "{amount} are owed. New requests are refused until they are covered.",
    ],
    test: ["A test from Selvedge", "If you can read this, notices arrive here."],
    other: ["Something new in Selvedge", "Open it to see what it is."],
  },
};
