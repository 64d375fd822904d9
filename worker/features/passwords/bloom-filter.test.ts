import { expect, test } from "vitest";
import { makeBloomFilter, mayContain } from "./bloom-filter.ts";

test("it knows everything it was made of", async () => {
  const texts = Array.from({ length: 2_000 }, (_one, i) => `known ${i}`);
  const filter = await makeBloomFilter(texts, 0.01);
  for (const text of texts) expect(await mayContain(filter, text), text).toBe(true);
});

test("of what it was not made of it claims about the share that was asked for", async () => {
  const texts = Array.from({ length: 2_000 }, (_one, i) => `known ${i}`);
  const filter = await makeBloomFilter(texts, 0.01);
  let wrong = 0;
  for (let i = 0; i < 5_000; i++) if (await mayContain(filter, `unknown ${i}`)) wrong += 1;
  expect(wrong / 5_000).toBeLessThan(0.02);
});
