import { expect, test } from "vitest";
import { clientOf, coarseNetwork } from "./client.ts";

test.each([
  ["203.0.113.7", "203.0.x.x"],
  ["2001:DB8:1:2:3:4:5:6", "2001:db8::"],
  ["2001:db8::1", "2001:db8::"],
  ["", undefined],
  ["unknown", undefined],
])("of the address %s no single connection is left", (ip, network) => {
  expect(coarseNetwork(ip)).toBe(network);
});

test("a request that says nothing of itself leaves everything unknown", () => {
  expect(clientOf(new Request("http://localhost/"), { environment: "production" })).toEqual({
    userAgent: undefined,
    country: undefined,
    city: undefined,
    network: undefined,
    cookieHeader: null,
  });
});

test("the place is what the edge says, and not what a local runtime makes up", () => {
  const request = Object.assign(new Request("http://localhost/"), {
    cf: { country: "US", city: "Austin" },
  });
  expect(clientOf(request, { environment: "production" })).toMatchObject({
    country: "US",
    city: "Austin",
  });
  expect(clientOf(request, { environment: "local" })).toMatchObject({
    country: undefined,
    city: undefined,
  });
});
