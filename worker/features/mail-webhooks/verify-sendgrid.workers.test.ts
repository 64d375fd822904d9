import { expect, test } from "vitest";
import { isSignedBySendGrid, rawSignature } from "./verify-sendgrid.ts";

/** https://github.com/sendgrid/sendgrid-nodejs, packages/eventwebhook/src/eventwebhook.spec.js */
const PUBLIC_KEY =
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==";
const OTHER_KEY =
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==";
const signed = {
  signature:
    "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=",
  timestamp: "1588788367",
  body: '{"category":"example_payload","event":"test_event","message_id":"message_id"}',
};

test("the public vector of SendGrid's own library verifies", async () => {
  expect(await isSignedBySendGrid(PUBLIC_KEY, signed)).toBe(true);
});

test("another key, body, time or signature does not", async () => {
  const signature = signed.signature.replace("H2j/0", "H3j/0");
  expect(await isSignedBySendGrid(OTHER_KEY, signed)).toBe(false);
  expect(await isSignedBySendGrid("nonsense", signed)).toBe(false);
  expect(await isSignedBySendGrid(PUBLIC_KEY, { ...signed, body: "payload" })).toBe(false);
  expect(await isSignedBySendGrid(PUBLIC_KEY, { ...signed, timestamp: "timestamp" })).toBe(false);
  expect(await isSignedBySendGrid(PUBLIC_KEY, { ...signed, signature })).toBe(false);
  expect(await isSignedBySendGrid(PUBLIC_KEY, { ...signed, signature: "" })).toBe(false);
});

test("bytes that are no signature are not taken for one", () => {
  const valid = Uint8Array.fromBase64(signed.signature);
  for (let length = 0; length < valid.length; length++) {
    expect(rawSignature(valid.subarray(0, length))).toBeUndefined();
  }
  expect(rawSignature(new Uint8Array([...valid, 0]))).toBeUndefined();
  expect(rawSignature(new Uint8Array([0x30, 6, 2, 1, 1, 2, 1, 1]))?.length).toBe(64);
});
