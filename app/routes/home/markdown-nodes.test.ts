import { expect, it } from "vitest";
import { parseInlines, parseMarkdown } from "./markdown-nodes.ts";

it("tells paragraphs, headings, lists, quotes and code apart", () => {
  const blocks = parseMarkdown("# Title\nText\n\n- a\n- b\n\n> said\n\n```js\nlet x;\n```\n\nEnd");
  expect(blocks.map(({ type }) => type)).toEqual([
    "heading",
    "paragraph",
    "list",
    "quote",
    "code",
    "paragraph",
  ]);
});

it("takes a fence that is still open as code", () => {
  expect(parseMarkdown("a\n\n```\nlet")).toContainEqual({ type: "code", text: "let" });
});

it("takes underscores as emphasis around words, not within them", () => {
  expect(parseInlines("_so it is._ snake_case_name")).toEqual([
    { type: "em", text: "so it is." },
    { type: "text", text: " snake_case_name" },
  ]);
});

it("makes links only to this site and over https", () => {
  expect(parseInlines("[x](/help) [y](javascript:z) [w](//e.example)")).toEqual([
    { type: "link", text: "x", href: "/help" },
    { type: "text", text: " " },
    { type: "text", text: "[y](javascript:z)" },
    { type: "text", text: " " },
    { type: "text", text: "[w](//e.example)" },
  ]);
});
