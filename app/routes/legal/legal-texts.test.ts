import { expect, test } from "vitest";
import { legalDocuments, legalVersions } from "#features/consents/schema";
import { currentTexts, versionsOf } from "./legal-texts.ts";

test("what people accept is the newest text of each document", () => {
  for (const document of legalDocuments) {
    expect(versionsOf(document)[0]?.version, document).toBe(legalVersions[document]);
  }
});

test("every text has a title and a summary", () => {
  expect(currentTexts.map(({ document }) => document)).toEqual(["terms", "privacy", "processing"]);
  for (const { head, slug } of currentTexts) {
    expect(head.title, slug).toBeTruthy();
    expect(head.summary, slug).toBeTruthy();
  }
});
