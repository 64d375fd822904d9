import { expect, it } from "vitest";
import { parseArticle } from "./front-matter.ts";

it("takes the head off and the slug from the file's name", () => {
  expect(parseArticle("../a/some-page.md", '---\ntitle: "A: b"\norder: 3\n---\n\nText\n')).toEqual({
    slug: "some-page",
    head: { title: "A: b", order: "3" },
    text: "Text",
  });
});

it("leaves a file without a head as it is", () => {
  expect(parseArticle("x.md", "Text")).toEqual({ slug: "x", head: {}, text: "Text" });
});
