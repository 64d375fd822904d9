/** Settings that need not be there; `parseSettings` reads them. */
interface OptionalEnv {
  SELVEDGE_BENCH?: string;
  PUBLIC_ORIGIN?: string;
  OPENAI_BASE_URL?: string;
  OPENAI_API_KEY?: string;
  ANTHROPIC_BASE_URL?: string;
  ANTHROPIC_API_KEY?: string;
  AI?: Ai;
}

interface Env extends OptionalEnv {}

declare namespace Cloudflare {
  interface Env extends OptionalEnv {}
}
