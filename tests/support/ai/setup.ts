import type { TestProject } from "vitest/node";
import { startFakeAnthropic } from "./fake-anthropic.ts";
import { startFakeOpenAi } from "./fake-openai.ts";

/** One stand-in of each provider for all tests of a project; each test takes admin keys of its own. */
export default async function setup(project: TestProject) {
  const [openai, anthropic] = await Promise.all([startFakeOpenAi(), startFakeAnthropic()]);
  project.provide("fakeOpenAiUrl", openai.url);
  project.provide("fakeAnthropicUrl", anthropic.url);
  return async () => {
    await Promise.all([openai.close(), anthropic.close()]);
  };
}
