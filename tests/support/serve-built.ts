import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startFakeAnthropic } from "./ai/fake-anthropic.ts";
import { startFakeOpenAi } from "./ai/fake-openai.ts";
import { fakeControl, WEBHOOK_SECRET } from "./stripe/bench.ts";
import { startFakeStripe } from "./stripe/serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    productUrl: string;
    fakeOpenAiUrl: string;
    fakeAnthropicUrl: string;
    fakeStripeUrl: string;
  }
}

/** The key that the built product under test calls the stand-in of Stripe with. */
export const BUILT_STRIPE_KEY = "sk_test_built";

const root = join(import.meta.dirname, "..", "..");

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export interface StartedProduct {
  url: string;
  pid: number;
  /** What it printed until it was ready. */
  printed: string;
  /** Ends it with the signal and waits until it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the built product as `npm start` does and waits for its `ready` line. */
export async function startProduct(
  home: string,
  env: Record<string, string> = {},
): Promise<StartedProduct> {
  const port = Number(env.PORT ?? (await freePort()));
  const child = spawn(process.execPath, [join(root, "scripts", "start.ts")], {
    cwd: root,
    env: { ...process.env, PORT: String(port), SELVEDGE_HOME: home, SELVEDGE_BENCH: "1", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (/^ready /m.test(printed)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`The product ended with ${code}: ${printed}`)));
  });
  return {
    url: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    printed,
    async end(signal = "SIGTERM") {
      child.kill(signal);
      await exited;
    },
  };
}

export default async function setup(project: TestProject) {
  const home = mkdtempSync(join(tmpdir(), "selvedge-test-"));
  const openai = await startFakeOpenAi();
  const anthropic = await startFakeAnthropic();
  const stripe = await startFakeStripe();
  const product = await startProduct(home, {
    OPENAI_BASE_URL: `${openai.url}/v1`,
    OPENAI_API_KEY: "sk-test",
    ANTHROPIC_BASE_URL: `${anthropic.url}/v1`,
    ANTHROPIC_API_KEY: "sk-ant-test",
    OPENAI_ADMIN_KEY: "sk-admin-test",
    ANTHROPIC_ADMIN_KEY: "sk-ant-admin-test",
    STRIPE_API_BASE: stripe.url,
    STRIPE_SECRET_KEY: BUILT_STRIPE_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    WEBHOOK_PRIVATE_HOSTS: "1",
  });
  const control = fakeControl(BUILT_STRIPE_KEY, stripe.url);
  await control.webhook({ url: `${product.url}/webhooks/stripe` });
  project.provide("productUrl", product.url);
  project.provide("fakeOpenAiUrl", openai.url);
  project.provide("fakeAnthropicUrl", anthropic.url);
  project.provide("fakeStripeUrl", stripe.url);
  return async () => {
    await product.end();
    await openai.close();
    await anthropic.close();
    await stripe.close();
    rmSync(home, { recursive: true, force: true });
  };
}

/** Ends node and workerd in the same instant, as a machine that loses its power does. */
export async function killProduct(home: string, running: StartedProduct): Promise<void> {
  const { pids } = JSON.parse(readFileSync(join(home, "server.json"), "utf8")) as {
    pids: number[];
  };
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has gone already.
    }
  }
  await running.end("SIGKILL");
}
