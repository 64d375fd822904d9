import { describe, expect, it } from "vitest";
import { dollarMath, hasMath, splitMarkdown } from "./markdown-blocks.ts";

describe("cutting Markdown into blocks", () => {
  it.each([
    ["paragraphs", "one\n\ntwo\nstill two", 2],
    ["a fence with blank lines", "```js\na\n\nb\n```\n\nafter", 2],
    ["an open fence to its end", "before\n\n```\na\n\n\nb", 2],
    ["a longer fence around a shorter one", "````\n```\n\n```\n\n````", 1],
    ["display math", "$$\na\n\nb\n$$", 1],
    ["a loose list", "1. one\n\n2. two\n\n   more of two\n\n3. three", 1],
    ["a list and the text after it", "- one\n- two\n\nafter", 2],
    ["a quote with a gap", "> one\n\n> two", 1],
    ["a text with link definitions", "see [a]\n\nand\n\n[a]: https://example.com", 1],
    ["nothing", "\n\n", 0],
  ])("keeps %s right", (_, text, count) => {
    expect(splitMarkdown(text)).toHaveLength(count);
  });

  it("loses no line", () => {
    const text = "# a\n\nb\n\n```\nc\n\nd\n```\n\n- e\n\nf";
    expect(splitMarkdown(text).join("\n")).toBe(text);
  });

  it("leaves finished blocks as they were while the text grows", () => {
    const before = splitMarkdown("one\n\ntwo\n\nthr");
    expect(splitMarkdown("one\n\ntwo\n\nthree\n\nfour").slice(0, 2)).toEqual(before.slice(0, 2));
  });
});

describe("finding math", () => {
  it.each(["$x^2$", "$$\na\n$$", "\\(a\\)", "\\[a\\]", "so $a$ and"])("sees %s", (text) => {
    expect(hasMath(text)).toBe(true);
  });

  it.each(["costs $5 and $6", "$ 5 $", "no math"])("does not take %s for it", (text) => {
    expect(hasMath(text)).toBe(false);
  });

  it.each([
    ["a \\(x\\) b", "a $$x$$ b"],
    ["a $x$ b", "a $$x$$ b"],
    ["a $$x$$ b", "a $$x$$ b"],
    ["costs $5 and $6", "costs $5 and $6"],
    ["`\\(y\\)` and `$y$`", "`\\(y\\)` and `$y$`"],
  ])("writes %s as the renderer reads it", (text, written) => {
    expect(dollarMath(text)).toBe(written);
  });
});
