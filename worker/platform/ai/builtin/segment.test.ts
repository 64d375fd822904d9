import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPassages } from "./segment.ts";

describe("passages", () => {
  it("never run across headings, and carry the path of headings above them", () => {
    const text = "Intro.\n\n# One\n\nFirst.\n\n## Deep\n\nSecond.\n\n# Two\nThird.";
    expect(toPassages(text)).toEqual([
      { heading: "", text: "Intro." },
      { heading: "One", text: "First." },
      { heading: "One › Deep", text: "Second." },
      { heading: "Two", text: "Third." },
    ]);
  });

  it("keep code whole, with what looks like a heading inside", () => {
    const code = "```sh\n# not a heading\n\nnpm start\n```";
    expect(toPassages(`# Run\n\n${code}`)).toEqual([{ heading: "Run", text: code }]);
  });

  it("join short paragraphs and cut long ones between sentences", () => {
    const sentence = "This sentence is repeated until the paragraph is long enough to be cut. ";
    const passages = toPassages(`Short one.\n\nShort two.\n\n${sentence.repeat(60)}`);
    expect(passages[0]?.text).toContain("Short one.\n\nShort two.");
    expect(passages.length).toBeGreaterThan(3);
    for (const { text } of passages) {
      expect(text.length).toBeLessThanOrEqual(1_600);
      expect(text.endsWith(".")).toBe(true);
    }
  });

  it("keep every letter and digit of any text, in passages of bounded size", () => {
    const letters = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, "");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 3_000 }), (raw) => {
        const text = raw.replaceAll("#", "");
        const passages = toPassages(text);
        expect(letters(passages.map((passage) => passage.text).join(""))).toBe(letters(text));
        for (const passage of passages) expect(passage.text.length).toBeLessThanOrEqual(3_000);
      }),
    );
  });

  it("survive a text of one endless word", () => {
    const passages = toPassages("😀".repeat(50_000));
    expect(passages.map(({ text }) => text).join("")).toBe("😀".repeat(50_000));
  });
});
