import { describe, expect, it } from "vitest";
import { publicKey } from "./public-key.ts";

const keyOf = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  publicKey(new Request(`https://example.com${path}`, { method, headers }));

describe("a page that is kept for everyone", () => {
  it("is the start page and the prices, each choice by itself", () => {
    const paths = ["/", "/pricing", "/pricing?interval=year", "/pricing?currency=eur"];
    const keys = paths.map((path) => keyOf(path));
    expect(keys.every((key) => key !== undefined)).toBe(true);
    expect(new Set(keys).size).toBe(paths.length);
  });

  it("has one key, in whatever order the address says things", () => {
    expect(keyOf("/pricing?interval=year&currency=gbp")).toBe(
      keyOf("/pricing?currency=gbp&interval=year"),
    );
  });

  it("is none with anything else in the address, so that nobody can fill the memory", () => {
    for (const path of [
      "/help",
      "/?x=1",
      "/pricing?x=1",
      "/pricing?interval=week",
      "/pricing?interval=month&interval=year",
      "/pricing?__proto__=x",
      "/constructor",
      "/pricing/",
    ]) {
      expect(keyOf(path), path).toBeUndefined();
    }
    expect(keyOf("/", {}, "POST")).toBeUndefined();
  });

  it("is none for someone who carries a cookie of ours", () => {
    expect(keyOf("/pricing", { cookie: "__Host-selvedge-session=x" })).toBeUndefined();
    expect(keyOf("/pricing", { cookie: "a=b; __Host-selvedge-visitor=x" })).toBeUndefined();
  });

  it("differs by language and theme", () => {
    const keys = [
      keyOf("/pricing"),
      keyOf("/pricing", { "accept-language": "ar" }),
      keyOf("/pricing", { cookie: "selvedge-theme=dark" }),
      keyOf("/pricing", { cookie: "selvedge-theme=light" }),
    ];
    expect(new Set(keys).size).toBe(4);
    expect(keyOf("/pricing", { cookie: "selvedge-theme=odd" })).toBe(keyOf("/pricing"));
  });
});
