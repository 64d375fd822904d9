import { expect, test } from "vitest";
import { decideArrival } from "./decide-arrival.ts";

const confirmed = { email: "ann@example.com", emailVerified: true };
const unconfirmed = { email: "ann@example.com", emailVerified: false };
const nameless = { email: null, emailVerified: true };
const owner = { emailVerified: true };
const squatter = { emailVerified: false };

test.each([
  ["a connected subject opens its account", confirmed, true, undefined, "enter"],
  ["even without an address", nameless, true, undefined, "enter"],
  ["even when its address is now somebody else's here", confirmed, true, owner, "enter"],
  ["even when the provider takes back its word for the address", unconfirmed, true, owner, "enter"],
  [
    "a new address that the provider vouches for becomes an account",
    confirmed,
    false,
    undefined,
    "register",
  ],
  [
    "a new address that nobody vouches for does not",
    unconfirmed,
    false,
    undefined,
    "refuse-unverified",
  ],
  ["nor does no address", nameless, false, undefined, "refuse-unverified"],
  [
    "an unconfirmed address never reaches the account that has it",
    unconfirmed,
    false,
    owner,
    "refuse-unverified",
  ],
  ["nor one that was registered in advance", unconfirmed, false, squatter, "refuse-unverified"],
  [
    "a confirmed address does not open the account that has it",
    confirmed,
    false,
    owner,
    "refuse-known",
  ],
  [
    "who registered an address in advance without confirming it loses it",
    confirmed,
    false,
    squatter,
    "register-and-set-aside",
  ],
] as const)("%s", (_, identity, connected, sameAddress, expected) => {
  expect(decideArrival(identity, { connected, sameAddress })).toBe(expected);
});
