import type { TestProject } from "vitest/node";
import { startProviders } from "./serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    providersUrl: string;
    appleUrl: string;
  }
}

/** The sign-in providers for all tests of a project. */
export default async function setup(project: TestProject) {
  const providers = await startProviders(["http://localhost:8787"]);
  project.provide("providersUrl", providers.url);
  project.provide("appleUrl", providers.appleUrl);
  return () => providers.close();
}
