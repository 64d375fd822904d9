/** What someone has written and not yet sent in one conversation. */
export interface Draft {
  text: string;
  attachments: { id: string; name: string }[];
  /** The id of an attempt that got no clear answer, and the message it was made for. */
  attempt: { clientId: string; body: string } | null;
}

export interface DraftStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const emptyDraft: Draft = { text: "", attachments: [], attempt: null };

/** The draft of a conversation (`new` for one not begun); a broken or blocked storage has none. */
export function readDraft(storage: DraftStorage | undefined, conversationId: string): Draft {
  try {
    const parsed: unknown = JSON.parse(storage?.getItem(keyOf(conversationId)) ?? "null");
    return isDraft(parsed) ? parsed : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

/** Keeps the draft over reloads and refusals; an empty one is forgotten. Never throws. */
export function tryWriteDraft(
  storage: DraftStorage | undefined,
  conversationId: string,
  draft: Draft,
): void {
  const empty = draft.text === "" && draft.attachments.length === 0 && draft.attempt === null;
  try {
    if (empty) storage?.removeItem(keyOf(conversationId));
    else storage?.setItem(keyOf(conversationId), JSON.stringify(draft));
  } catch {
    // A full or forbidden storage costs the draft of a reload, never the message being typed.
  }
}

/**
 * The attempt to send this message: the same id as long as the message is the same, so that sending
 * again after a lost connection is one send; a changed message is a new one.
 */
export function decideAttempt(
  attempt: Draft["attempt"],
  body: string,
  makeId: () => string,
): { clientId: string; body: string } {
  return attempt?.body === body ? attempt : { clientId: makeId(), body };
}

function keyOf(conversationId: string): string {
  return `selvedge-draft:${conversationId}`;
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const { text, attachments, attempt } = value as Partial<Draft>;
  const knownAttempt =
    attempt === null || (typeof attempt?.clientId === "string" && typeof attempt.body === "string");
  const knownAttachments =
    Array.isArray(attachments) &&
    attachments.every(({ id, name }) => typeof id === "string" && typeof name === "string");
  return typeof text === "string" && knownAttempt && knownAttachments;
}
