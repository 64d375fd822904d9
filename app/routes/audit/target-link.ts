/** The pages that show a thing to the people of its workspace, by the prefix of its id. */
const inWorkspace: Record<string, (id: string) => string> = {
  conv: (id) => `/chat/${id}`,
  dom: () => "/workspace/domains",
  dsp: (id) => `/disputes/${id}`,
  inv: () => "/workspace/members",
  key: () => "/keys",
  nch: () => "/workspace/channels",
  role: () => "/workspace/roles",
  user: () => "/workspace/members",
  whe: (id) => `/webhooks/${id}`,
  ws: () => "/workspace",
};

/** The pages that show a thing to operators. */
const inDeployment: Record<string, (id: string) => string> = {
  disc: (id) => `/operations/reconciliation/${id}`,
  dsp: (id) => `/operations/disputes/${id}`,
  inb: (id) => `/operations/mail/inbound/${id}`,
  mail: (id) => `/operations/mail/mails/${id}`,
  rec: (id) => `/operations/reconciliation/runs/${id}`,
};

/** Where the target of a line is to be seen; undefined where it has no page. */
export function targetLink(
  { action, target }: { action: string; target: string },
  { deployment }: { deployment: boolean },
): string | undefined {
  const hasEnded = /\.(?:deleted|purged|removed)$/.test(action);
  if (hasEnded) return undefined;
  const [prefix = ""] = target.split("_");
  return (deployment ? inDeployment : inWorkspace)[prefix]?.(encodeURIComponent(target));
}
