import { expect, it } from "vitest";
import { localPath } from "./preferences.ts";

it("goes back to paths of ours only", () => {
  expect(localPath("/chat?x=1#y")).toBe("/chat?x=1#y");
  expect(localPath("//elsewhere.example")).toBe("/");
  expect(localPath("/\\elsewhere.example")).toBe("/");
  expect(localPath("https://elsewhere.example")).toBe("/");
  expect(localPath(null)).toBe("/");
});
