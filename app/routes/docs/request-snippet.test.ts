import { expect, it } from "vitest";
import { curlSnippet } from "./request-snippet.ts";

it("writes a curl command with path placeholders, key and example body", () => {
  const snippet = curlSnippet(
    {
      method: "post",
      path: "/conversations/{id}/messages",
      operation: {
        operationId: "x",
        responses: {},
        requestBody: { content: { "application/json": { example: { text: "It's" } } } },
      },
    },
    "http://localhost/api/v1",
  );
  expect(snippet).toContain('curl -X POST "http://localhost/api/v1/conversations/$ID/messages"');
  expect(snippet).toContain("Bearer $SELVEDGE_API_KEY");
  expect(snippet).toContain("It'\\''s");
});
