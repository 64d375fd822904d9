import { expect, it } from "vitest";
import { shareResponses } from "./share-responses.ts";

const header = { description: "left", schema: { type: "integer" } };
const refusal = (title: string) => ({ description: title, headers: { Left: { ...header } } });
const answer = () => ({ description: "The thing", headers: { Left: { ...header } } });

const document = () => ({
  paths: {
    "/a": { get: { responses: { "200": answer(), "404": refusal("None") } } },
    "/b": {
      get: { responses: { "200": answer(), "404": refusal("None") } },
      post: { responses: { "201": answer(), "404": refusal("Another") } },
    },
  },
  components: { schemas: { Thing: { type: "object" } } },
});

it("writes equal refusals and headers once, and different ones under names of their own", () => {
  const shared = shareResponses(document());
  expect(shared["components"]).toEqual({
    schemas: { Thing: { type: "object" } },
    headers: { Left: header },
    responses: {
      Refused404: { description: "None", headers: { Left: { $ref: "#/components/headers/Left" } } },
      "Refused404-2": {
        description: "Another",
        headers: { Left: { $ref: "#/components/headers/Left" } },
      },
    },
  });
  expect(shared["paths"]).toMatchObject({
    "/a": { get: { responses: { "404": { $ref: "#/components/responses/Refused404" } } } },
    "/b": { post: { responses: { "404": { $ref: "#/components/responses/Refused404-2" } } } },
  });
});

it("leaves answers of success where they are", () => {
  expect(shareResponses(document())["paths"]).toMatchObject({
    "/b": { post: { responses: { "201": { description: "The thing" } } } },
  });
});
