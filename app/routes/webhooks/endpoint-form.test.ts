import { expect, test } from "vitest";
import { Problem } from "#core/problem";
import { NewEndpoint } from "#features/webhooks/schema";
import { checkForm, inReadersWords, parseEndpointForm } from "./endpoint-form.ts";

function formOf(fields: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

test("ticked events count only when it listens to some", () => {
  const ticked: [string, string][] = [
    ["url", "https://hooks.acme.com"],
    ["types", "invoice.paid"],
    ["types", "topup.failed"],
  ];
  expect(parseEndpointForm(formOf([...ticked, ["listen", "all"]]))).toEqual({
    url: "https://hooks.acme.com",
    description: "",
    types: null,
  });
  expect(parseEndpointForm(formOf([...ticked, ["listen", "some"]])).types).toEqual([
    "invoice.paid",
    "topup.failed",
  ]);
});

test("what is wrong stands beside its field", () => {
  const wrong = parseEndpointForm(formOf([["listen", "some"]]));
  expect(() => checkForm(NewEndpoint, wrong)).toThrow(
    expect.objectContaining({
      slug: "invalid-input",
      errors: [
        { pointer: "/url", detail: expect.any(String) },
        { pointer: "/types", detail: expect.any(String) },
      ],
    }),
  );
});

test("a refused address is explained in the reader's language; other problems pass", async () => {
  const refused = async () => {
    throw new Problem("url-refused", { extensions: { reason: "not-https" } });
  };
  await expect(inReadersWords(refused)).rejects.toMatchObject({
    slug: "url-refused",
    detail: "The address must begin with https://.",
    errors: [{ pointer: "/url" }],
  });
  const other = async () => {
    throw new Problem("limit-reached");
  };
  await expect(inReadersWords(other)).rejects.toMatchObject({ slug: "limit-reached" });
});
