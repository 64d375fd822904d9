/** What someone has typed and not yet sent in one conversation. */
export interface Draft {
  text: string;
  /** The id of an attempt that got no clear answer, and the text it was made for. */
  attempt: { clientId: string; body: string } | null;
}

export interface DraftStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const EMPTY: Draft = { text: "", attempt: null };

/** The draft of a conversation (`new` for one not begun); a broken or blocked storage has none. */
export function readDraft(storage: DraftStorage | undefined, conversationId: string): Draft {
  try {
    const parsed: unknown = JSON.parse(storage?.getItem(keyOf(conversationId)) ?? "null");
    return isDraft(parsed) ? parsed : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** Keeps the draft over reloads and refusals; an empty one is forgotten. Never throws. */
export function tryWriteDraft(
  storage: DraftStorage | undefined,
  conversationId: string,
  draft: Draft,
): void {
  try {
    if (draft.text === "" && draft.attempt === null) storage?.removeItem(keyOf(conversationId));
    else storage?.setItem(keyOf(conversationId), JSON.stringify(draft));
  } catch {
    // A full or forbidden storage costs the draft of a reload, never the message being typed.
  }
}

/**
 * The attempt to send this body: the same id as long as the body is the same, so that sending again
 * after a lost connection is one send; a changed body is a new one.
 */
export function decideAttempt(
  draft: Draft,
  body: string,
  makeId: () => string,
): { clientId: string; body: string } {
  return draft.attempt?.body === body ? draft.attempt : { clientId: makeId(), body };
}

function keyOf(conversationId: string): string {
  return `selvedge-draft:${conversationId}`;
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const { text, attempt } = value as Partial<Draft>;
  const knownAttempt =
    attempt === null || (typeof attempt?.clientId === "string" && typeof attempt.body === "string");
  return typeof text === "string" && knownAttempt;
}
