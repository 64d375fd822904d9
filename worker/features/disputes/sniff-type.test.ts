import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sniffType } from "./sniff-type.ts";

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

test.each([
  ["image/png", bytes([0x89], "PNG\r\n", [0x1a, 0x0a], [0, 0, 0, 13])],
  ["image/jpeg", bytes([0xff, 0xd8, 0xff, 0xe0])],
  ["image/gif", bytes("GIF89a", [1, 0])],
  ["image/gif", bytes("GIF87a", [1, 0])],
  ["image/webp", bytes("RIFF", [1, 0, 0, 0], "WEBPVP8 ")],
  ["application/pdf", bytes("%PDF-1.7\n", [0, 1, 2])],
  ["text/plain", bytes("Hello, wörld\n\ttab")],
  ["text/plain", bytes("<script>alert(1)</script>")],
  ["text/plain", bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
])("%s is known by its bytes", (type, content) => {
  expect(sniffType(content)).toBe(type);
});

test.each([
  ["nothing", bytes()],
  ["blank text", bytes(" \n ")],
  ["a program", bytes([0x7f], "ELF", [2, 1, 1, 0])],
  ["an archive", bytes("PK", [3, 4, 20, 0])],
  ["broken UTF-8", bytes([0xc3, 0x28])],
  ["text with a NUL", bytes("a\u0000b")],
  ["a RIFF that is no picture", bytes("RIFF", [1, 0, 0, 0], "WAVEfmt ")],
])("%s may not be attached", (_, content) => {
  expect(sniffType(content)).toBeUndefined();
});

test("whatever the bytes are, it answers, and text has no control characters", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (content) => {
      if (sniffType(content) !== "text/plain") return;
      expect(content.some((byte) => byte < 9)).toBe(false);
    }),
  );
});
