import fc from "fast-check";
import { expect, test } from "vitest";
import { isTooDeep, parseJson, readBytes, readText, requireJsonType } from "./read-body.ts";

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  const init: RequestInit = { method: "POST", body, headers };
  // Node asks for it where the body is a stream; workerd does not know it.
  return new Request("http://localhost/", Object.assign(init, { duplex: "half" }));
}

function inPieces(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

test("a body arrives whole, in whatever pieces it came", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      async (bytes, size) => {
        expect([...(await readBytes(post(inPieces(bytes, size)), 200))]).toEqual([...bytes]);
      },
    ),
  );
});

test("the limit is exact", async () => {
  const body = () => post(inPieces(new Uint8Array(100), 30));
  expect(await readBytes(body(), 100)).toHaveLength(100);
  await expect(readBytes(body(), 99)).rejects.toMatchObject({ slug: "body-too-large" });
});

test("text that is not UTF-8 is refused", async () => {
  await expect(readText(post(new Uint8Array([0xc3, 0x28])), 10)).rejects.toMatchObject({
    slug: "bad-request",
  });
});

test("every JSON document of sane depth is parsed as it stands", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("brackets within strings do not count as depth", () => {
  expect(isTooDeep(JSON.stringify("[".repeat(1_000)))).toBe(false);
  expect(isTooDeep(JSON.stringify({ a: '\\"[['.repeat(100) }))).toBe(false);
  expect(isTooDeep("[".repeat(65))).toBe(true);
});

test.each(["application/json", "application/json; charset=utf-8", "application/vnd.api+json"])(
  "%s is JSON",
  (type) => {
    expect(() => requireJsonType(post("{}", { "content-type": type }))).not.toThrow();
  },
);

test.each(["text/plain", "application/jsonp", "text/json", "multipart/form-data"])(
  "%s is not JSON",
  (type) => {
    const request = post("{}", { "content-type": type });
    expect(() => requireJsonType(request)).toThrow("application/json");
  },
);
