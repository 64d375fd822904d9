import { expect, test } from "vitest";
import { titleFrom } from "./conversation-title.ts";

test.each([
  ["Hello there", "Hello there"],
  ["\n\n  ## How do I *top up*?\nmore", "How do I top up?"],
  ["```js\ncode\n```", "js"],
  ["---\nreal line", "real line"],
  ["- [a link](https://x.test) here", "a link here"],
  ["ما هو الرصيد؟", "ما هو الرصيد؟"],
  ["🙂🙂", "🙂🙂"],
  ["word ".repeat(30), `${"word ".repeat(11).trim()}…`],
  ["x".repeat(100), `${"x".repeat(59)}…`],
])("%j is titled %j", (text, title) => {
  expect(titleFrom(text)).toBe(title);
});

test("a title never cuts an emoji in two", () => {
  expect(titleFrom("🙂".repeat(100)).isWellFormed()).toBe(true);
});
