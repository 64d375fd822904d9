import { readdirSync, readFileSync } from "node:fs";
import { argon2Sync } from "node:crypto";
import type { StartedProduct } from "../tests/support/serve-built.ts";
import type { Figure } from "./figure.ts";
import { bench, withProduct } from "./product.ts";

const CHECKS = 80;
const PEOPLE = 100;
const SECONDS = 10;
const SIGN_INS_PER_SECOND = 50;
const CPU_MS_MAX = 60;
const CLOCK_TICK_MS = 10;
const password = "bench-password-1";

/** CPU time of the product's processes so far, as Linux counts it. */
function productCpuMs({ pid }: StartedProduct): number {
  const stats = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, "utf8");
        const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
        const ticks = Number(fields[11]) + Number(fields[12]);
        return [{ id: Number(name), parent: Number(fields[1]), ticks }];
      } catch {
        return [];
      }
    });
  const family = new Set([pid]);
  for (let grown = true; grown;) {
    const before = family.size;
    for (const one of stats) if (family.has(one.parent)) family.add(one.id);
    grown = family.size > before;
  }
  const ticks = stats.reduce((sum, one) => sum + (family.has(one.id) ? one.ticks : 0), 0);
  return ticks * CLOCK_TICK_MS;
}

/** CPU of one check by the product, in the isolate or beside it, without what a request itself takes. */
async function checkCpuMs(product: StartedProduct, inIsolate: boolean): Promise<number> {
  const cpuOf = async (count: number) => {
    const before = productCpuMs(product);
    await bench(product, "password-checks", { count, inIsolate });
    return productCpuMs(product) - before;
  };
  await cpuOf(CHECKS);
  return ((await cpuOf(CHECKS)) - (await cpuOf(0))) / CHECKS;
}

/** CPU of the same hash by Node itself. */
function nativeCpuMs(): number {
  const parameters = {
    message: password,
    nonce: "salt of 16 bytes",
    memory: 12_288,
    passes: 3,
    parallelism: 1,
    tagLength: 32,
  };
  const before = process.cpuUsage();
  for (let i = 0; i < CHECKS; i++) argon2Sync("argon2id", parameters);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / CHECKS;
}

async function measurePasswordCheck(product: StartedProduct): Promise<Figure[]> {
  const native = nativeCpuMs();
  const figures: Figure[] = [];
  for (const inIsolate of [true, false]) {
    const check = await checkCpuMs(product, inIsolate);
    figures.push({
      name: `password check, CPU, ${inIsolate ? "in the isolate" : "beside it"}`,
      value: `${check.toFixed(1)} ms`,
      baseline: `${native.toFixed(1)} ms native`,
      ratio: `${(check / native).toFixed(2)}×`,
      target: `<= ${CPU_MS_MAX} ms`,
      ok: check <= CPU_MS_MAX,
    });
  }
  return figures;
}

interface Person {
  email: string;
  cookie: string;
}

/** What the person's browser still sends after signing out. */
function deviceCookie({ cookie }: Person): string {
  return cookie.split("; ").find((one) => one.includes("device")) ?? "";
}

async function signIn(url: string, person: Person, address: string): Promise<boolean> {
  const { email } = person;
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "cf-connecting-ip": address,
      cookie: deviceCookie(person),
      origin: url,
    },
    body: new URLSearchParams({ email, password }),
    redirect: "manual",
  });
  await answer.arrayBuffer();
  return answer.status === 303;
}

/**
 * Sign-ins of many people from many networks, each in the browser they use, begun at an even pace,
 * with every limit on.
 */
async function measureSignIns(product: StartedProduct): Promise<Figure> {
  const emails = Array.from({ length: PEOPLE }, (_one, i) => `bench-${i}@example.test`);
  const { users } = await bench<{ users: Person[] }>(product, "seed", {
    users: emails.map((email) => ({ email, password })),
  });
  const [first] = users;
  if (first === undefined) throw new Error("The seed answered without a user");
  await signIn(product.url, first, "198.51.100.1");
  const wanted = SIGN_INS_PER_SECOND * SECONDS;
  const cpuBefore = productCpuMs(product);
  const from = performance.now();
  const tries = Array.from({ length: wanted }, async (_one, i) => {
    const dueMs = (i / SIGN_INS_PER_SECOND) * 1_000;
    await new Promise((resolve) => setTimeout(resolve, dueMs));
    const address = `10.${i % 250}.${Math.floor(i / 250)}.7`;
    return await signIn(product.url, users[i % PEOPLE] ?? first, address);
  });
  const done = await Promise.all(tries);
  const seconds = (performance.now() - from) / 1_000;
  const signedIn = done.filter(Boolean).length;
  const cpu = (productCpuMs(product) - cpuBefore) / wanted;
  const perSecond = signedIn / seconds;
  return {
    name: "sign-ins/s for 10 s, limiter on",
    value: perSecond.toFixed(1),
    baseline: `${cpu.toFixed(0)} ms CPU each`,
    ratio: (perSecond / SIGN_INS_PER_SECOND).toFixed(2),
    target: `>= ${SIGN_INS_PER_SECOND * 0.95}`,
    ok: signedIn === wanted && perSecond >= SIGN_INS_PER_SECOND * 0.95,
  };
}

/** What a password check costs, and how many sign-ins a second the product takes. */
export async function measurePeopleSigningIn(): Promise<Figure[]> {
  return await withProduct({}, async (product) => [
    ...(await measurePasswordCheck(product)),
    await measureSignIns(product),
  ]);
}
