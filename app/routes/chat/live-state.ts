import type { LiveEvent, MessageView, Transcript } from "#features/chat/schema";

/** A message that this tab is sending and that the server has not shown back yet. */
export interface PendingSend {
  clientId: string;
  text: string;
  parentId: string | null;
  attachments: { id: string; name: string }[];
  /** Known once the server has accepted it. */
  userMessageId: string | null;
}

export interface LiveState {
  seq: number;
  headMessageId: string | null;
  messages: MessageView[];
  activeTurnId: string | null;
  pending: PendingSend | null;
  /** Rises when events cannot be applied and only a new snapshot can help. */
  resyncs: number;
}

export type LiveAction =
  | { type: "live"; event: LiveEvent }
  | { type: "loaded"; transcript: Transcript }
  | { type: "sending"; pending: PendingSend }
  | { type: "accepted"; clientId: string; userMessageId: string }
  | { type: "refused"; clientId: string };

const PENDING = "pending-";

/** True for a message that the server has not shown back yet. */
export function isPendingId(messageId: string): boolean {
  return messageId.startsWith(PENDING);
}

export function liveStateOf(transcript: Transcript): LiveState {
  return { ...pick(transcript), pending: null, resyncs: 0 };
}

/** Applies one event or act of this tab. Duplicates change nothing; a gap asks for a snapshot. */
export function decideLive(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case "live":
      return applyEvent(state, action.event);
    case "loaded":
      return action.transcript.seq < state.seq ? state : withTranscript(state, action.transcript);
    case "sending":
      return { ...state, pending: action.pending };
    case "accepted":
      return accept(state, action.clientId, action.userMessageId);
    case "refused":
      return state.pending?.clientId === action.clientId ? { ...state, pending: null } : state;
  }
}

/** The messages to show: the branch, and at its end (or its fork) what is being sent. */
export function shownMessages(state: LiveState, nowMs: number): MessageView[] {
  const { pending, messages } = state;
  if (pending === null) return messages;
  const fork = messages.findIndex((one) => one.id === pending.parentId);
  return [...messages.slice(0, fork + 1), pendingMessage(pending, nowMs)];
}

function applyEvent(state: LiveState, event: LiveEvent): LiveState {
  if (event.type === "snapshot") return withTranscript(state, event.transcript);
  if (event.seq <= state.seq) return state;
  const next = { ...state, seq: event.seq };
  switch (event.type) {
    case "message":
      return withMessage(next, event.message, event.headMessageId);
    case "delta":
      return withDelta(next, event.messageId, event.offset, event.text);
    case "citation":
      return patch(next, event.messageId, (message) => {
        const citations = message.citations ?? [];
        if (citations.some((one) => one.number === event.citation.number)) return message;
        return { ...message, citations: [...citations, event.citation] };
      });
    case "restarted":
      return patch(next, event.messageId, (message) => ({
        ...message,
        state: "waiting",
        text: "",
        citations: [],
      }));
    case "settled":
      return withSettled(next, event.message);
    case "head":
      return next.messages.at(-1)?.id === event.headMessageId
        ? { ...next, headMessageId: event.headMessageId }
        : { ...next, resyncs: next.resyncs + 1 };
  }
}

function withMessage(state: LiveState, message: MessageView, headMessageId: string): LiveState {
  const activeTurnId = isRunning(message) ? (message.turnId ?? message.id) : state.activeTurnId;
  const base = { ...state, headMessageId, activeTurnId, pending: unlessShown(state, message) };
  if (state.messages.some((one) => one.id === message.id)) {
    return patch(base, message.id, () => message);
  }
  const parent = state.messages.findIndex((one) => one.id === message.parentId);
  if (parent === -1 && message.parentId !== null) return { ...base, resyncs: base.resyncs + 1 };
  return { ...base, messages: [...state.messages.slice(0, parent + 1), message] };
}

function withDelta(state: LiveState, messageId: string, offset: number, text: string): LiveState {
  const current = state.messages.find((one) => one.id === messageId);
  if (current === undefined || !isRunning(current)) return state;
  if (offset > current.text.length) return { ...state, resyncs: state.resyncs + 1 };
  const known = offset + text.length <= current.text.length;
  return patch(state, messageId, (message) => ({
    ...message,
    state: "streaming",
    text: known ? message.text : message.text.slice(0, offset) + text,
  }));
}

function withSettled(state: LiveState, message: MessageView): LiveState {
  const ended = message.turnId === undefined || message.turnId === state.activeTurnId;
  const next =
    ended || state.activeTurnId === message.id ? { ...state, activeTurnId: null } : state;
  return patch(next, message.id, () => message);
}

function withTranscript(state: LiveState, transcript: Transcript): LiveState {
  const { pending } = state;
  const shown =
    pending !== null &&
    transcript.messages.some((one) => one.id === pending.userMessageId || isSameSend(pending, one));
  return { ...state, ...pick(transcript), pending: shown ? null : pending };
}

function accept(state: LiveState, clientId: string, userMessageId: string): LiveState {
  const { pending } = state;
  if (pending?.clientId !== clientId) return state;
  const shown = state.messages.some((one) => one.id === userMessageId);
  return { ...state, pending: shown ? null : { ...pending, userMessageId } };
}

function unlessShown(state: LiveState, message: MessageView): PendingSend | null {
  const { pending } = state;
  if (pending === null) return null;
  return pending.userMessageId === message.id || isSameSend(pending, message) ? null : pending;
}

/** The event may come before the answer to our own request, which carries the id. */
function isSameSend(pending: PendingSend, message: MessageView): boolean {
  return (
    message.role === "user" &&
    message.parentId === pending.parentId &&
    message.text.trim() === pending.text.trim()
  );
}

function pendingMessage(pending: PendingSend, nowMs: number): MessageView {
  return {
    id: `${PENDING}${pending.clientId}`,
    parentId: pending.parentId,
    role: "user",
    state: "waiting",
    text: pending.text,
    createdAtMs: nowMs,
    siblingIds: [],
    attachments: pending.attachments,
  };
}

function patch(
  state: LiveState,
  messageId: string,
  change: (message: MessageView) => MessageView,
): LiveState {
  return {
    ...state,
    messages: state.messages.map((one) => (one.id === messageId ? change(one) : one)),
  };
}

function pick(transcript: Transcript) {
  const { seq, headMessageId, messages, activeTurnId } = transcript;
  return { seq, headMessageId, messages, activeTurnId };
}

export function isRunning(message: MessageView): boolean {
  return message.state === "waiting" || message.state === "streaming";
}
