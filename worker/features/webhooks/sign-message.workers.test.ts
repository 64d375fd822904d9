import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { newSecret } from "./secret.ts";
import { signMessage } from "./sign-message.ts";

const message = () => ({ id: "whm_1", atMs: Date.now(), body: '{"type":"test.ping"}' });

test("the published package of the specification accepts what is signed", () => {
  const secret = newSecret();
  const { body, ...rest } = message();
  const headers = signMessage([secret], { body, ...rest });
  expect(new Webhook(secret).verify(body, headers)).toEqual({ type: "test.ping" });
});

test("while two secrets overlap, whoever knows one of them accepts", () => {
  const [current, old, other] = [newSecret(), newSecret(), newSecret()];
  const { body, ...rest } = message();
  const headers = signMessage([current, old], { body, ...rest });
  expect(headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
  for (const secret of [current, old]) {
    expect(new Webhook(secret).verify(body, headers)).toBeDefined();
  }
  expect(() => new Webhook(other).verify(body, headers)).toThrow("No matching signature found");
});

test("another body, id or time is not what was signed", () => {
  const secret = newSecret();
  const { body, ...rest } = message();
  const headers = signMessage([secret], { body, ...rest });
  const verifier = new Webhook(secret);
  expect(() => verifier.verify(`${body} `, headers)).toThrow("No matching signature found");
  expect(() => verifier.verify(body, { ...headers, "webhook-id": "whm_2" })).toThrow(
    "No matching signature found",
  );
  const later = String(Number(headers["webhook-timestamp"]) + 1);
  expect(() => verifier.verify(body, { ...headers, "webhook-timestamp": later })).toThrow(
    "No matching signature found",
  );
});

test("each secret is new, and long enough for the specification", () => {
  const secrets = new Set(Array.from({ length: 50 }, newSecret));
  expect(secrets.size).toBe(50);
  for (const secret of secrets) {
    expect(Uint8Array.fromBase64(secret.slice("whsec_".length))).toHaveLength(32);
  }
});
