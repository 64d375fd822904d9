import { describe, expect, it } from "vitest";
import type { OpenApi } from "./open-api.ts";
import { exampleOf, fieldsOf, typeInWords } from "./schema-fields.ts";

const document: OpenApi = {
  components: {
    schemas: {
      Part: {
        type: "object",
        properties: { text: { type: "string", description: "Words" } },
        required: ["text"],
      },
      Message: {
        type: "object",
        properties: {
          role: { enum: ["user", "assistant"] },
          parts: { type: "array", items: { $ref: "#/components/schemas/Part" } },
        },
        required: ["role"],
      },
    },
  },
};

describe("a type in words", () => {
  it("names values, lists and what may be null", () => {
    expect(typeInWords({ type: ["string", "null"] }, document)).toBe("string or null");
    expect(typeInWords({ enum: ["a", "b"] }, document)).toBe('"a" | "b"');
    expect(typeInWords({ type: "array", items: { type: "integer" } }, document)).toBe(
      "list of integer",
    );
    expect(typeInWords({ anyOf: [{ type: "string" }, { type: "null" }] }, document)).toBe(
      "string or null",
    );
  });
});

it("lists the members of referenced objects and of lists within them", () => {
  expect(fieldsOf({ $ref: "#/components/schemas/Message" }, document)).toEqual([
    { name: "role", type: '"user" | "assistant"', required: true, description: "" },
    { name: "parts", type: "list of object", required: false, description: "" },
    { name: "parts[].text", type: "string", required: true, description: "Words" },
  ]);
});

it("takes the single example first, else the first of the named ones", () => {
  expect(exampleOf({ example: 1 })).toBe(1);
  expect(exampleOf({ examples: { a: { value: 2 }, b: { value: 3 } } })).toBe(2);
  expect(exampleOf(undefined)).toBeUndefined();
});
