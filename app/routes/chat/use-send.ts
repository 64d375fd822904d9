import { useCallback, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { createConversation, type Refusal, sendMessage, type SentMessage } from "./chat-api.ts";
import { decideAttempt, type Draft } from "./drafts.ts";
import type { LiveStore } from "./live-store.ts";

export interface Outgoing {
  text: string;
  model: string | undefined;
  /** Where the message hangs: undefined is the end of the shown branch. */
  parentId: string | null | undefined;
  attachments: { id: string; name: string }[];
}

export type SendOutcome = { ok: true; sent: SentMessage } | { ok: false; refusal: Refusal };

interface SendOptions {
  /** Runs as soon as the server has the message, before another page opens. */
  onAccepted?: () => void;
}

interface SendInit {
  conversationId: string | null;
  store: LiveStore;
  /** The attempt of a draft that had no clear answer, and where to keep the next one. */
  attempt: () => Draft["attempt"];
  keepAttempt: (attempt: Draft["attempt"]) => void;
}

/** Sends messages one at a time; shows each at once and takes it back when it is refused. */
export function useSend({ conversationId, store, attempt, keepAttempt }: SendInit) {
  const navigate = useNavigate();
  const busy = useRef(false);
  /** A conversation begun by a send that was refused: the next one goes there. */
  const begun = useRef<string>(undefined);
  const [sending, setSending] = useState(false);

  const send = useCallback(
    async (outgoing: Outgoing, options: SendOptions = {}): Promise<SendOutcome | undefined> => {
      if (busy.current) return undefined;
      busy.current = true;
      setSending(true);
      const made = decideAttempt(attempt(), JSON.stringify(outgoing), () => crypto.randomUUID());
      keepAttempt(made);
      try {
        const target = conversationId ?? begun.current ?? null;
        const outcome = await deliver(store, target, made.clientId, outgoing);
        begun.current = outcome.targetId;
        // Only a refusal is clear: without an answer the next try must be the same send.
        if (outcome.ok || outcome.refusal.status > 0) keepAttempt(null);
        if (outcome.ok) options.onAccepted?.();
        if (outcome.ok && conversationId === null && outcome.targetId !== undefined) {
          await navigate(`/chat/${outcome.targetId}`, { replace: true });
        }
        return outcome;
      } finally {
        busy.current = false;
        setSending(false);
      }
    },
    [attempt, keepAttempt, conversationId, store, navigate],
  );

  return { send, sending };
}

async function deliver(
  store: LiveStore,
  conversationId: string | null,
  clientId: string,
  outgoing: Outgoing,
): Promise<SendOutcome & { targetId: string | undefined }> {
  const { text, model, parentId, attachments } = outgoing;
  const head = parentId === undefined ? (store.read().messages.at(-1)?.id ?? null) : parentId;
  const pending = { clientId, text, parentId: head, attachments, userMessageId: null };
  store.dispatch({ type: "sending", pending });
  const target = await conversationFor(conversationId, clientId, model);
  const targetId = target.ok ? target.value.id : undefined;
  const answer = target.ok
    ? await sendMessage(target.value.id, {
        clientId,
        text,
        ...(model === undefined ? {} : { model }),
        ...(parentId === undefined ? {} : { parentId }),
        ...(attachments.length === 0 ? {} : { attachmentIds: attachments.map(({ id }) => id) }),
      })
    : target;
  if (!answer.ok) {
    store.dispatch({ type: "refused", clientId });
    return { ...answer, targetId };
  }
  store.dispatch({ type: "accepted", clientId, userMessageId: answer.value.userMessageId });
  return { ok: true, sent: answer.value, targetId };
}

async function conversationFor(
  conversationId: string | null,
  clientId: string,
  model: string | undefined,
) {
  if (conversationId !== null) return { ok: true as const, value: { id: conversationId } };
  return await createConversation(clientId, { model });
}
