import type { TestProject } from "vitest/node";
import { startFakeStripe } from "./serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    fakeStripeUrl: string;
  }
}

/** One stand-in of Stripe for all tests of a project; each test takes a secret key of its own. */
export default async function setup(project: TestProject) {
  const fake = await startFakeStripe();
  project.provide("fakeStripeUrl", fake.url);
  return () => fake.close();
}
