import { m } from "#messages";

/** Why an address that someone named is not called, by the problem's `reason`. */
export const addressRefusals: Record<string, () => string> = {
  "not-a-url": m.webhooks_error_not_a_url,
  "not-https": m.webhooks_error_not_https,
  credentials: m.webhooks_error_credentials,
  port: m.webhooks_error_port,
  address: m.webhooks_error_address,
  "not-public": m.webhooks_error_not_public,
  "own-host": m.webhooks_error_own_host,
  private: m.webhooks_error_private,
  unresolved: m.webhooks_error_unresolved,
  unknown: m.webhooks_error_unknown,
};
