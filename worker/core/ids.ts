/** What a prefix names. An id's prefix is part of its type, so ids cannot be mixed up. */
export const idPrefixes = {
  acct: "account of the ledger",
  ask: "request of a program to be let in",
  att: "attachment",
  aud: "audit row",
  bint: "billing intent",
  bkc: "backup code",
  card: "rate card",
  chg: "charge",
  close: "monthly close",
  cnx: "connected account of a sign-in provider",
  cns: "consent",
  conv: "conversation",
  cred: "way to prove who one is",
  dev: "browser that someone signed in with",
  disc: "discrepancy",
  dns: "check of a mail domain",
  doc: "document",
  dsp: "dispute of a charge",
  dom: "domain of a workspace",
  dun: "dunning case",
  ent: "ledger entry",
  evt: "event",
  grant: "grant",
  hold: "hold",
  imp: "imported report",
  inb: "mail that came in",
  inv: "invitation into a workspace",
  echg: "change of an e-mail address",
  job: "parked or queued job",
  key: "API key",
  mail: "mail",
  mev: "event of a mail",
  mtry: "try of a mail",
  msg: "message",
  nch: "workspace's channel of notices",
  ndl: "delivery of a notice",
  ntc: "notice",
  obx: "outbox row",
  pk: "passkey",
  pex: "export of a person's data",
  plan: "version of a plan",
  price: "Stripe price of a plan's version",
  prog: "program that someone let in",
  proof: "one-use proof sent by mail",
  push: "device that notices are pushed to",
  rec: "reconciliation run",
  reg: "registration that waits for its address",
  req: "request",
  rfd: "refund",
  role: "permission set of a workspace",
  sess: "signed-in browser",
  share: "shared link",
  sso: "sign-in of a company",
  sreq: "request about personal data",
  stmt: "account statement",
  tmpl: "prompt template",
  top: "top-up",
  turn: "turn",
  tx: "ledger transaction",
  user: "user",
  vis: "visitor",
  wha: "attempt of a webhook delivery",
  whd: "webhook delivery",
  whe: "webhook endpoint",
  whm: "webhook message",
  ws: "workspace",
} as const;

export type IdPrefix = keyof typeof idPrefixes;
export type Id<P extends IdPrefix> = `${P}_${string}`;
export type AccountId = Id<"acct">;
export type ConversationId = Id<"conv">;
export type MessageId = Id<"msg">;
export type TurnId = Id<"turn">;
export type UserId = Id<"user">;
export type VisitorId = Id<"vis">;
export type WorkspaceId = Id<"ws">;
export type ApiKeyId = Id<"key">;
export type DocumentId = Id<"doc">;
export type ProgramId = Id<"prog">;

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * A new id: prefix, then a ULID (48 bits of time, 80 random bits, Crockford base 32), so that ids
 * of one kind sort by creation. https://github.com/ulid/spec
 */
export function newId<P extends IdPrefix>(prefix: P, atMs: number): Id<P> {
  let time = "";
  for (let rest = Math.floor(atMs), i = 0; i < 10; i++, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time;
  }
  let random = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(16)))
    random += ALPHABET.charAt(byte % 32);
  return `${prefix}_${time}${random}`;
}

/** True for a well-formed id of that prefix; says nothing about whether it exists. */
export function isId<P extends IdPrefix>(prefix: P, value: unknown): value is Id<P> {
  return typeof value === "string" && new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`).test(value);
}
