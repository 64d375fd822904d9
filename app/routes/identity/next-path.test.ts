import { expect, test } from "vitest";
import { nextPath, withNext } from "./next-path.ts";

test.each([
  ["/sign-in", "/chat"],
  ["/sign-in?next=%2Fcredits%3Fpage%3D2", "/credits?page=2"],
  ["/sign-in?next=https%3A%2F%2Fevil.example", "/chat"],
  ["/sign-in?next=%2F%2Fevil.example", "/chat"],
  ["/sign-in?next=%2F%5Cevil.example", "/chat"],
  ["/sign-in?next=javascript%3Aalert(1)", "/chat"],
])("%s leads to %s", (path, next) => {
  expect(nextPath(new Request(`http://localhost${path}`))).toBe(next);
});

test("the next page is handed on between the two forms", () => {
  expect(withNext("/register", "/credits?page=2")).toBe("/register?next=%2Fcredits%3Fpage%3D2");
  expect(withNext("/register", "/chat")).toBe("/register");
});
