import type { Provider, ProviderId } from "./ai/provider.ts";
import { createProviders } from "./ai/providers.ts";
import { settingsOf } from "./create-ctx.ts";

const helpFiles = import.meta.glob<string>("/content/help/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

const connected = new WeakMap<Env, Map<ProviderId, Provider>>();

/** The providers of this deployment by id, set up once per isolate. Calls nobody. */
export function providersOf(env: Env): Map<ProviderId, Provider> {
  let providers = connected.get(env);
  if (providers === undefined) {
    const { openai, anthropic } = settingsOf(env);
    providers = createProviders({ openai, anthropic, workersAi: env.AI, helpFiles });
    connected.set(env, providers);
  }
  return providers;
}
