import type { RateCardModel } from "#features/models/schema";
import { m } from "#messages";

/** Who answers for a model. */
export function providerName(provider: RateCardModel["provider"]): string {
  switch (provider) {
    case "builtin":
      return m.models_provider_builtin();
    case "openai":
      return m.models_provider_openai();
    case "anthropic":
      return "Anthropic";
    case "workers-ai":
      return "Workers AI";
  }
}
