import { describe, expect, it } from "vitest";
import { ApiKeyPatch, type ApiKeyView, NewApiKey } from "#features/api-keys/schema";
import { parseKeyChange, parseKeyForm } from "./parse-key-form.ts";

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

describe("the form of a key that is there", () => {
  it("takes a limit away where its field was emptied, and leaves the untouched rate and day", () => {
    const parsed = ApiKeyPatch.parse(
      parseKeyChange(
        formOf([
          ["name", "CI"],
          ["scopes", "read"],
          ["budgetPt", ""],
          ["requestsPerMinute", "60"],
          ["expiresAt", "2026-11-30"],
          ["allowedRanges", ""],
        ]),
        key,
      ),
    );
    expect(parsed).toEqual({
      name: "CI",
      scopes: ["read"],
      budgetPt: null,
      models: null,
      allowedRanges: null,
    });
  });

  it("takes one range a line, and the day and the rate that were changed", () => {
    const parsed = ApiKeyPatch.parse(
      parseKeyChange(
        formOf([
          ["name", "CI"],
          ["scopes", "read"],
          ["requestsPerMinute", "30"],
          ["expiresAt", ""],
          ["allowedRanges", "192.0.2.0/24\r\n2001:db8::/32\r\n"],
        ]),
        key,
      ),
    );
    expect(parsed).toMatchObject({
      requestsPerMinute: 30,
      expiresAtMs: null,
      allowedRanges: ["192.0.2.0/24", "2001:db8::/32"],
    });
  });
});

const key: ApiKeyView = {
  id: "key_1",
  name: "CI",
  prefix: "sk_selv_1",
  scopes: ["read"],
  budgetPt: 5,
  spending: null,
  models: null,
  requestsPerMinute: 60,
  allowedRanges: ["192.0.2.0/24"],
  oldSecretUntilMs: null,
  createdAtMs: 0,
  expiresAtMs: Date.UTC(2026, 11, 1, 9),
  lastUsedAtMs: null,
  revokedAtMs: null,
};

function formOf(entries: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}
