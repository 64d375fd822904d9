declare namespace Cloudflare {
  interface Env {
    /** What the tests' D1 is made of. */
    TEST_MIGRATIONS?: import("@cloudflare/vitest-plugin").D1Migration[];
  }
}
