import { expect, test } from "vitest";
import {
  clearCookie,
  readCookie,
  readSignedCookie,
  setCookie,
  signedCookieValue,
} from "./cookies.ts";

const secret = "s".repeat(40);

test("a signed cookie gives its value back, and nothing once a character is changed", async () => {
  const value = await signedCookieValue("vis_1", secret, "visitor:");
  const read = (text: string, context = "visitor:") =>
    readSignedCookie(`a=b; name=${text}`, "name", secret, context);
  expect(await read(value)).toBe("vis_1");
  expect(await read(value.replace("vis_1", "vis_2"))).toBeUndefined();
  expect(await read(value, "")).toBeUndefined();
  expect(await read("vis_1")).toBeUndefined();
  expect(await read("%E0%A4%A.x")).toBeUndefined();
  expect(await read("vis_1.***")).toBeUndefined();
});

test("another deployment's signature is worth nothing", async () => {
  const value = await signedCookieValue("vis_1", "t".repeat(40));
  expect(await readSignedCookie(`name=${value}`, "name", secret)).toBeUndefined();
});

test("the first cookie of a name counts, and only the whole name matches", () => {
  expect(readCookie("xname=1; name=2; name=3", "name")).toBe("2");
  expect(readCookie(null, "name")).toBeUndefined();
});

test("every cookie is bound to the host, hidden from script and sent over secure origins only", () => {
  const attributes = "Path=/; HttpOnly; Secure; SameSite=Lax";
  expect(setCookie("a", "b", 60)).toBe(`a=b; Max-Age=60; ${attributes}`);
  expect(clearCookie("a")).toBe(`a=; Max-Age=0; ${attributes}`);
});
