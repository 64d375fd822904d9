import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseArticle } from "#app/ui/front-matter.ts";
import { type ProblemSlug, problems } from "#core/problem";

const folder = join(import.meta.dirname, "..", "..", "..", "docs", "problems");
const files = readdirSync(folder).filter((name) => name.endsWith(".md"));
const slugs = Object.keys(problems) as ProblemSlug[];

it("has no page without a registered problem", () => {
  const known = new Set<string>(slugs);
  expect(files.map((name) => name.slice(0, -3)).filter((slug) => !known.has(slug))).toEqual([]);
});

describe.each(slugs)("the page of %s", (slug) => {
  const { head, text } = parseArticle(
    `${slug}.md`,
    readFileSync(join(folder, `${slug}.md`), "utf8"),
  );

  it("bears the registry's title and status", () => {
    expect(head).toEqual({ title: problems[slug].title, status: String(problems[slug].status) });
  });

  it("says why, what to do, and shows a document of this problem", () => {
    expect(text).toMatch(/^## Why it happens$/m);
    expect(text).toMatch(/^## What to do$/m);
    const example = /```json\n([\s\S]+?)```/.exec(text)?.[1] ?? "";
    const document = JSON.parse(example) as Record<string, unknown>;
    expect(document).toMatchObject({ slug, status: problems[slug].status });
    expect(document.title).toBe(problems[slug].title);
  });
});
