import type { EventKind, EventOptions, SignedEvent } from "./events.ts";
import type { AcceptedMail, Delivered, Fault, Service } from "./world.ts";
import type { ZoneRecord } from "./zones.ts";

interface Emit extends Partial<EventOptions> {
  kind: EventKind;
  id?: string;
  stranger?: { to: string; id?: string };
  times?: number;
  held?: boolean;
}

async function call<T>(url: string, input?: unknown): Promise<T> {
  const answer = await fetch(url, {
    method: "POST",
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json<T>();
}

/** The control of one key of one service, from anywhere: it only fetches. */
export function fakeMailControl(baseUrl: string, service: Service, key: string) {
  const at = `${baseUrl}/__fake/${service}/${encodeURIComponent(key)}`;
  return {
    baseUrl: `${baseUrl}/${service}`,
    mails: () => call<AcceptedMail[]>(`${at}/mails`),
    requests: () => call<{ method: string; path: string }[]>(`${at}/requests`),
    deliveries: () => call<Delivered[]>(`${at}/deliveries`),
    webhook: (target: { url?: string; secrets?: string[] }) => call(`${at}/webhook`, target),
    fault: (fault: Partial<Fault>) => call(`${at}/fault`, fault),
    suppress: (address: string) => call(`${at}/suppress`, { address }),
    emit: (event: Emit) =>
      call<{ event: SignedEvent; delivered: Delivered[] }>(`${at}/emit`, event),
    subscription: (input: { topicArn: string; signedAtMs?: number }) =>
      call<SignedEvent>(`${at}/subscription`, input),
  };
}

/** Where names of one zone are asked for, once it has these records. */
export async function fakeZone(
  baseUrl: string,
  key: string,
  records: ZoneRecord[],
): Promise<string> {
  await call(`${baseUrl}/__fake/zones/${key}`, records);
  return `${baseUrl}/dns/${key}/dns-query`;
}

export async function fakeKeys(baseUrl: string) {
  return await call<{ sendgridPublicKey: string; snsConfirmed: string[] }>(
    `${baseUrl}/__fake/keys`,
  );
}
