import { startBareWorker } from "./bare-worker.ts";
import { type Figure, percentile } from "./figure.ts";
import { bench, seedUser, stubRateCard, withProduct } from "./product.ts";
import { startStubProvider } from "./stub-provider.ts";

const WARM_UP = 40;
const SAMPLES = 200;

const pipe = `export default {
  fetch(request, env) {
    return fetch(env.STUB + "/chat/completions", {
      method: "POST", headers: { "content-type": "application/json" }, body: request.body,
    });
  },
};`;

const body = JSON.stringify({
  model: "stub",
  stream: true,
  messages: [{ role: "user", content: "Say the numbers from one to eight." }],
});

/** Milliseconds from sending to the first byte that carries text of the answer. */
async function firstToken(url: string, headers: Record<string, string>): Promise<number> {
  const from = performance.now();
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  if (!answer.ok || answer.body === null) {
    throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  }
  let first = Number.NaN;
  let seen = "";
  const decoder = new TextDecoder();
  for await (const chunk of answer.body) {
    if (!Number.isNaN(first)) continue;
    seen += decoder.decode(chunk, { stream: true });
    if (seen.includes('"content":"one')) first = performance.now() - from;
  }
  if (Number.isNaN(first)) throw new Error(`${url}: no token came: ${seen}`);
  return first;
}

async function compare(delayMs: number): Promise<{ product: number; bare: number }> {
  const stub = await startStubProvider(delayMs);
  const bare = await startBareWorker(pipe, { STUB: stub.url });
  try {
    return await withProduct(
      { OPENAI_BASE_URL: stub.url, OPENAI_API_KEY: "sk-stub" },
      async (product) => {
        const user = await seedUser(product, 1_000_000);
        await bench(product, "rate-card", stubRateCard);
        const target = `${product.url}/api/v1/chat/completions`;
        const headers = { authorization: `Bearer ${user.apiKey}` };
        const ours: number[] = [];
        const theirs: number[] = [];
        for (let turn = 0; turn < WARM_UP + SAMPLES; turn += 1) {
          const one = await firstToken(target, headers);
          const other = await firstToken(bare.url, {});
          if (turn < WARM_UP) continue;
          ours.push(one);
          theirs.push(other);
        }
        return { product: percentile(ours, 0.95), bare: percentile(theirs, 0.95) };
      },
    );
  } finally {
    await bare.close();
    stub.close();
  }
}

/** Time to the first token through the product against a bare Worker that pipes the same stub. */
export async function measureFirstToken(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [delayMs, most] of [
    [150, 1.15],
    [0, 4],
  ] as const) {
    const { product, bare } = await compare(delayMs);
    const ratio = product / bare;
    figures.push({
      name: `first token p95, stub after ${delayMs} ms`,
      value: `${product.toFixed(1)} ms`,
      baseline: `${bare.toFixed(1)} ms`,
      ratio: `${ratio.toFixed(2)} ×`,
      target: `≤ ${most} ×`,
      ok: ratio <= most,
    });
  }
  return figures;
}
