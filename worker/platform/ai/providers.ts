import { createAnthropicProvider } from "./anthropic.ts";
import { createBuiltinProvider } from "./builtin/builtin-provider.ts";
import { createOpenAiProvider } from "./openai.ts";
import type { Provider, ProviderId } from "./provider.ts";
import { createWorkersAiProvider, type WorkersAiBinding } from "./workers-ai.ts";

export interface ProviderSettings {
  openai?: { baseUrl: string; apiKey?: string | undefined } | undefined;
  anthropic?: { baseUrl: string; apiKey: string } | undefined;
  /** The `AI` binding, where there is one. */
  workersAi?: WorkersAiBinding | undefined;
  /** Path and text of each help page, for the built-in answerer. */
  helpFiles?: Readonly<Record<string, string>> | undefined;
}

/** The providers that are set up, by id. The built-in answerer is always among them. Calls nobody. */
export function createProviders(settings: ProviderSettings): Map<ProviderId, Provider> {
  const { openai, anthropic, workersAi, helpFiles } = settings;
  const providers: Provider[] = [createBuiltinProvider({ helpFiles })];
  if (openai !== undefined) providers.push(createOpenAiProvider(openai));
  if (anthropic !== undefined) providers.push(createAnthropicProvider(anthropic));
  if (workersAi !== undefined) providers.push(createWorkersAiProvider(workersAi));
  return new Map(providers.map((provider) => [provider.id, provider]));
}
