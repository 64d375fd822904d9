import { describe, expect, it } from "vitest";
import { markCitations } from "./citation-plugin.ts";

describe("marking citations", () => {
  it("marks the numbers that have a citation", () => {
    expect(marked("So it is [1], and [9] is not.", [1])).toEqual([
      "So it is",
      "<1>",
      ", and [9] is not.",
    ]);
  });

  it("leaves code and links alone", () => {
    const tree = paragraph([element("code", "list[1]"), element("a", "[1]")]);
    markCitations(new Set([1]))(tree);
    expect(tree).toEqual(paragraph([element("code", "list[1]"), element("a", "[1]")]));
  });

  it("leaves a text without marks as it is", () => {
    expect(marked("Nothing here.", [1])).toEqual(["Nothing here."]);
  });
});

function marked(text: string, numbers: number[]): string[] {
  const tree = paragraph([{ type: "text", value: text }]);
  markCitations(new Set(numbers))(tree);
  return tree.children.map((child) =>
    child.tagName === "cite"
      ? `<${child.properties?.["dataNumber"] as string}>`
      : (child.value ?? ""),
  );
}

interface Child {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Child[];
}

function paragraph(children: Child[]) {
  return { type: "element", tagName: "p", children };
}

function element(tagName: string, value: string): Child {
  return { type: "element", tagName, children: [{ type: "text", value }] };
}
