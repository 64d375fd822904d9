import { describe, expect, it } from "vitest";
import { parseRefusal } from "./chat-api.ts";

describe("reading a refusal", () => {
  it("takes what is needed and what is there", () => {
    const body = { slug: "insufficient-pt", neededMicroPt: "9000000", availableMicroPt: "2000000" };
    expect(parseRefusal(402, body, null)).toMatchObject({
      slug: "insufficient-pt",
      neededMicroPt: 9_000_000,
      availableMicroPt: 2_000_000,
    });
  });

  it("takes the seconds after which to come back", () => {
    expect(parseRefusal(429, { slug: "too-many-requests" }, "12").retryAfterMs).toBe(12_000);
  });

  it("survives an answer that is no problem document", () => {
    for (const body of [null, "gateway", [], 7]) {
      expect(parseRefusal(502, body, "soon")).toMatchObject({ slug: "internal", status: 502 });
    }
  });
});
