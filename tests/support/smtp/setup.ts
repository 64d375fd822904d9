import type { TestProject } from "vitest/node";
import { startSmtp } from "./serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    smtpUrl: string;
    smtpControlUrl: string;
  }
}

export default async function setup(project: TestProject) {
  const server = await startSmtp();
  project.provide("smtpUrl", server.url);
  project.provide("smtpControlUrl", server.controlUrl);
  return async () => await server.close();
}
