import { expect, it } from "vitest";
import { NAME_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "#features/identity/schema";
import { limits } from "./limits.ts";

it("lets through what the server takes", () => {
  expect(limits).toEqual({
    nameLengthMax: NAME_LENGTH_MAX,
    passwordLengthMin: PASSWORD_LENGTH_MIN,
  });
});
