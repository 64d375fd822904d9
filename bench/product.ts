import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StartedProduct, startProduct } from "../tests/support/serve-built.ts";

export interface BenchUser {
  apiKey: string;
  cookie: string;
  accountId: string;
}

/** Starts the built product on an empty home for one measurement and takes it away afterwards. */
export async function withProduct<T>(
  env: Record<string, string>,
  measure: (product: StartedProduct) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "selvedge-bench-"));
  const product = await startProduct(home, env);
  try {
    return await measure(product);
  } finally {
    await product.end();
    rmSync(home, { recursive: true, force: true });
  }
}

/** JSON to a bench endpoint; throws with the answer when it is refused. */
export async function bench<T>(
  { url }: Pick<StartedProduct, "url">,
  path: string,
  body: unknown,
): Promise<T> {
  const answer = await fetch(`${url}/__bench/${path}`, {
    method: path === "rate-card" ? "PUT" : "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** A model of the OpenAI-compatible provider at 1 PT per 1,000 tokens of any class. */
export const stubRateCard = {
  models: [
    {
      id: "stub",
      provider: "openai",
      upstreamModel: "stub",
      class: "core",
      ptPer1k: { input: 1, cachedRead: 1, cacheWrite: 1, output: 1 },
      maxOutputTokens: 16,
    },
  ],
};

/** One user with an API key and that many PT. */
export async function seedUser(product: StartedProduct, amountPt: number): Promise<BenchUser> {
  const { users } = await bench<{ users: BenchUser[] }>(product, "seed", {
    users: [
      {
        email: `bench-${Math.random().toString(36).slice(2)}@example.test`,
        password: "bench-password-1",
        grants: [{ amountPt, kind: "topup" }],
        apiKey: { requestsPerMinute: 100_000 },
      },
    ],
    rateCard: stubRateCard,
  });
  const [user] = users;
  if (user === undefined) throw new Error("The seed answered without a user");
  return user;
}
