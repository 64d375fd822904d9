import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SseDecoder } from "./sse.ts";

const encode = (text: string) => new TextEncoder().encode(text);

describe("server-sent events", () => {
  it("are the same however the bytes are cut", () => {
    const text =
      'event: a\r\ndata: {"x":"é😀"}\r\n\r\n: comment\n\ndata: one\ndata: two\n\nid: 5\rdata:no space\r\rdata: last';
    const expected = [
      { event: "a", data: '{"x":"é😀"}' },
      { event: "message", data: "one\ntwo" },
      { event: "message", data: "no space" },
      { event: "message", data: "last" },
    ];
    const bytes = encode(text);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        const decoder = new SseDecoder();
        const events = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          events.push(...decoder.push(bytes.subarray(at, at + size)));
          at += size;
        }
        events.push(...decoder.flush());
        expect(events).toEqual(expected);
      }),
    );
  });

  it("are refused when one never ends", () => {
    const decoder = new SseDecoder();
    const piece = encode(`data: ${"x".repeat(1024 * 1024)}`);
    expect(() => {
      for (let turn = 0; turn < 6; turn++) decoder.push(piece);
    }).toThrow("too large");
  });

  it("are refused when one has data lines without end, be they empty", () => {
    const decoder = new SseDecoder();
    const piece = encode("data:\n".repeat(1024 * 1024));
    expect(() => {
      for (let turn = 0; turn < 6; turn++) decoder.push(piece);
    }).toThrow("too large");
  });

  it("are read in linear time when one comes in many small pieces", () => {
    const decoder = new SseDecoder();
    const piece = encode("y".repeat(64));
    decoder.push(encode("data: "));
    for (let turn = 0; turn < 20_000; turn++) decoder.push(piece);
    expect(decoder.push(encode("\n\n"))[0]?.data.length).toBe(20_000 * 64);
  });
});
