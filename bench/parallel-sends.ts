import type { Figure } from "./figure.ts";
import { bench, seedUser, withProduct } from "./product.ts";
import { startStubProvider } from "./stub-provider.ts";

const SENDS = 1_000;
const PAID_FOR = 10;

/** The hold of one send in whole PT: with these prices the answer's maximum rounds up to one. */
const HOLD_PT = 1;

/** A thousand sends at once against a balance that pays for ten of them. */
export async function measureParallelSends(): Promise<Figure[]> {
  const STUB_ANSWERS_AFTER_MS = 20_000;
  const stub = await startStubProvider(STUB_ANSWERS_AFTER_MS);
  try {
    return await withProduct(
      { OPENAI_BASE_URL: stub.url, OPENAI_API_KEY: "sk-stub" },
      async (product) => {
        const user = await seedUser(product, PAID_FOR * HOLD_PT);
        const send = async () => {
          const answer = await fetch(`${product.url}/api/v1/chat/completions`, {
            method: "POST",
            headers: {
              "content-type": "application/json",
              authorization: `Bearer ${user.apiKey}`,
            },
            body: JSON.stringify({
              model: "stub",
              max_tokens: 16,
              messages: [{ role: "user", content: "Hello" }],
            }),
          });
          await answer.text();
          return answer.status;
        };
        const statuses = await Promise.all(Array.from({ length: SENDS }, send));
        const accepted = statuses.filter((status) => status === 200).length;
        const refused = statuses.filter((status) => status === 402).length;
        await bench(product, "drain", {});
        const answer = await fetch(`${product.url}/api/v1/credits`, {
          headers: { authorization: `Bearer ${user.apiKey}` },
        });
        const credits = await answer.json<{ balancePt: string; heldPt: string }>();
        const overshoot = Math.max(0, -Number(credits.balancePt));
        return [
          {
            name: `${SENDS} parallel sends at a balance for ${PAID_FOR}`,
            value: `${accepted} accepted, ${refused} refused with 402`,
            baseline: "—",
            ratio: `overshoot ${overshoot} PT`,
            target: `exactly ${PAID_FOR}, 0 overshoot`,
            ok:
              accepted === PAID_FOR &&
              refused === SENDS - PAID_FOR &&
              overshoot === 0 &&
              Number(credits.heldPt) === 0,
          },
        ];
      },
    );
  } finally {
    stub.close();
  }
}
