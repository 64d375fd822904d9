import { expect, test } from "vitest";
import { ipHashOf, networkOf } from "./network.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
])("%s belongs to the network %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

test("the hash depends on the secret and does not contain the address", async () => {
  const request = new Request("http://x/", { headers: { "cf-connecting-ip": "203.0.113.7" } });
  const hash = await ipHashOf(request, "a".repeat(40));
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  expect(hash).not.toBe(await ipHashOf(request, "b".repeat(40)));
});
