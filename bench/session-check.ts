import type { Figure } from "./figure.ts";
import { median } from "./figure.ts";
import { seedUser, withProduct } from "./product.ts";
import type { StartedProduct } from "../tests/support/serve-built.ts";

const VIEWS = 50;
/** They know who asks and read nothing else, so that what they cost is the check itself. */
const BARE_PATHS = ["/help", "/api/v1/me"];
/** An app page, whose own data costs something. */
const APP_PAGE = "/chat";

async function callsOf({ url }: StartedProduct): Promise<number> {
  const answer = await fetch(`${url}/__bench/database-calls`);
  const { calls } = await answer.json<{ calls: number }>();
  return calls;
}

async function view(url: string, cookie: string): Promise<void> {
  const answer = await fetch(url, { headers: { cookie }, redirect: "manual" });
  await answer.arrayBuffer();
  if (answer.status >= 400) throw new Error(`${url}: ${answer.status}`);
}

/** D1 calls of one view after the session is known. */
async function callsPerView(product: StartedProduct, path: string, cookie: string) {
  await view(product.url + path, cookie);
  const calls: number[] = [];
  for (let i = 0; i < VIEWS; i++) {
    const before = await callsOf(product);
    await view(product.url + path, cookie);
    calls.push((await callsOf(product)) - before);
  }
  return median(calls);
}

/** What checking the session of an app page costs D1 when nothing has changed. */
export async function measureSessionCheck(): Promise<Figure[]> {
  return await withProduct({}, async (product) => {
    const { cookie } = await seedUser(product, 100);
    const bare: number[] = [];
    for (const path of BARE_PATHS) bare.push(await callsPerView(product, path, cookie));
    const calls = Math.max(...bare);
    const whole = await callsPerView(product, APP_PAGE, cookie);
    return [
      {
        name: "session check of a page, D1 calls",
        value: String(calls),
        baseline: `${whole} in all for ${APP_PAGE}`,
        ratio: "",
        target: "0",
        ok: calls === 0,
      },
    ];
  });
}
