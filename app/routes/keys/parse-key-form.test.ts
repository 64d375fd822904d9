import { describe, expect, it } from "vitest";
import { NewApiKey } from "#features/api-keys/schema";
import { parseKeyForm } from "./parse-key-form.ts";

describe("the form of a new key", () => {
  it("leaves out what was left empty", () => {
    const parsed = NewApiKey.parse(
      parseKeyForm(
        formOf([
          ["name", " CI "],
          ["scopes", "chat"],
          ["budgetPt", ""],
        ]),
      ),
    );
    expect(parsed).toEqual({ name: "CI", scopes: ["chat"] });
  });

  it("lets a key work until the end of its last day", () => {
    const { expiresAtMs } = parseKeyForm(formOf([["expiresAt", "2026-11-30"]]));
    expect(expiresAtMs).toBe(Date.UTC(2026, 11, 1));
  });

  it("keeps what is no number, for the field to say so", () => {
    const input = parseKeyForm(
      formOf([
        ["name", "x"],
        ["scopes", "chat"],
        ["budgetPt", "many"],
      ]),
    );
    expect(NewApiKey.safeParse(input).error?.issues[0]?.path).toEqual(["budgetPt"]);
  });
});

function formOf(entries: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}
