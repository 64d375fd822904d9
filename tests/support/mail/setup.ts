import type { TestProject } from "vitest/node";
import { startFakeMail } from "./serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    fakeMailUrl: string;
  }
}

/** One stand-in of the mail services for all tests of a project; each test takes keys of its own. */
export default async function setup(project: TestProject) {
  const fake = await startFakeMail();
  project.provide("fakeMailUrl", fake.url);
  return () => fake.close();
}
