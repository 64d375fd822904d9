import { expect, it } from "vitest";
import { galleryAddress, parseGalleryQuery } from "./gallery-query.ts";

const reader = { locale: "de", theme: "dark" } as const;
const parse = (search: string) => parseGalleryQuery(new URLSearchParams(search), reader);

it("opens in the reader's language and theme, as wide as there is room", () => {
  expect(parse("")).toEqual({ template: "verify", locale: "de", look: "dark", width: "desktop" });
});

it("shows what the address asks for, and passes over what it does not know", () => {
  const asked = { template: "receipt", locale: "ar", look: "text", width: "phone" } as const;
  expect(parse(new URLSearchParams(asked).toString())).toEqual(asked);
  expect(parse("?template=toString&locale=xx&look=loud&width=9")).toEqual(parse(""));
});

it("a choice changes its own part of the address and leaves the reader's own to the reader", () => {
  expect(galleryAddress("?template=reset", { look: "text" })).toBe("?template=reset&look=text");
  expect(galleryAddress("?look=text", { look: "light" })).toBe("?look=light");
});
