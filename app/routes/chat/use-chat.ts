import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useFetcher } from "react-router";
import { isProblemView } from "#app/ui/problem-view.ts";
import { toast } from "#app/ui/toast.ts";
import type { MessageView } from "#features/chat/schema";
import { m } from "#messages";
import { announcementOf } from "./announcement.ts";
import { type Refusal, stopAnswer, toRefusal } from "./chat-api.ts";
import type { ChatPaneProps } from "./chat-pane.tsx";
import { useSecondsLeft, type Wait } from "./countdown.tsx";
import { type Draft, emptyDraft } from "./drafts.ts";
import { modelFor } from "./model-choice.ts";
import { useConversation } from "./use-conversation.ts";
import { useDraft } from "./use-draft.ts";
import { useSend } from "./use-send.ts";
import { type Attachment, useUpload } from "./use-upload.ts";

/** Without a Retry-After the wait is this long. */
const WAIT_MS = 5_000;
const TOO_MANY_REQUESTS = 429;

/** Everything that happens in a conversation's page, behind what it shows. */
export function useChat(props: ChatPaneProps, textarea: RefObject<HTMLTextAreaElement | null>) {
  const { conversation } = props;
  const conversationId = conversation?.id ?? null;
  const live = useConversation(conversationId, props.transcript);
  const drafts = useDraft(conversationId ?? "new", props.initialText, textarea);
  const { latest, setDraft, flush } = drafts;
  const model = useModel(props);
  const refused = useRefusal(props.formRefusal);
  const { setRefusal } = refused;

  const { send, sending } = useSend({
    conversationId,
    store: live.store,
    attempt: useCallback(() => latest.current.attempt, [latest]),
    keepAttempt: useCallback(
      (attempt: Draft["attempt"]) => {
        setDraft((draft) => ({ ...draft, attempt }));
        flush();
      },
      [setDraft, flush],
    ),
  });
  const files = useUpload({
    conversationId,
    model: model.chosen?.id,
    draft: useCallback(() => latest.current, [latest]),
    onAttached: useCallback(
      (attached: Attachment[]) =>
        setDraft((draft) => ({ ...draft, attachments: [...draft.attachments, ...attached] })),
      [setDraft],
    ),
  });

  const sendDraft = async () => {
    const { text, attachments } = latest.current;
    if (text.trim() === "") return;
    setRefusal(undefined);
    const outgoing = {
      text: text.trim(),
      model: model.chosen?.id,
      parentId: undefined,
      attachments,
    };
    const onAccepted = () => {
      setDraft(() => emptyDraft);
      flush();
    };
    const outcome = await send(outgoing, { onAccepted });
    if (outcome?.ok === false) setRefusal(outcome.refusal);
    textarea.current?.focus();
  };

  const editQuestion = useEdited(send, model.chosen?.id, setRefusal);
  const regenerate = useRegenerate(model.chosen?.id, setRefusal);
  const last = live.state.messages.at(-1);
  const running = live.state.activeTurnId !== null;
  const stopping = useStop(conversationId, live.state.activeTurnId);
  return {
    live,
    drafts,
    model,
    refused,
    files,
    sending,
    running,
    stopping,
    sendDraft,
    editQuestion,
    regenerate,
    announced: useAnnouncement(last),
  };
}

function useModel({ conversation, models }: ChatPaneProps) {
  const [chosenId, setChosenId] = useState(conversation?.settings.model);
  const { submit } = useFetcher();
  const choose = (modelId: string) => {
    setChosenId(modelId);
    if (conversation === null) return;
    const action = `/chat/${conversation.id}`;
    void submit({ intent: "model", model: modelId }, { method: "post", action });
  };
  return { chosen: modelFor(models, chosenId), choose };
}

function useRefusal(initial: Refusal | undefined) {
  const [refusal, setState] = useState(initial);
  const [wait, setWait] = useState<Wait>();
  const secondsLeft = useSecondsLeft(wait);
  const setRefusal = useCallback((next: Refusal | undefined) => {
    const fromMs = Date.now();
    const waits = next?.status === TOO_MANY_REQUESTS;
    setState(next);
    setWait(waits ? { fromMs, untilMs: fromMs + (next.retryAfterMs ?? WAIT_MS) } : undefined);
  }, []);
  return { refusal, setRefusal, secondsLeft };
}

type Send = ReturnType<typeof useSend>["send"];

function useEdited(
  send: Send,
  model: string | undefined,
  setRefusal: (refusal: Refusal | undefined) => void,
) {
  return useCallback(
    async ({ parentId, attachments = [] }: MessageView, text: string): Promise<boolean> => {
      setRefusal(undefined);
      const outcome = await send({ text: text.trim(), model, parentId, attachments });
      if (outcome?.ok === false) setRefusal(outcome.refusal);
      return outcome?.ok === true;
    },
    [send, model, setRefusal],
  );
}

function useRegenerate(
  model: string | undefined,
  setRefusal: (refusal: Refusal | undefined) => void,
) {
  const { submit, state, data } = useFetcher<unknown>();
  useEffect(() => {
    if (state !== "idle" || typeof data !== "object" || data === null) return;
    if ("problem" in data && isProblemView(data.problem)) setRefusal(toRefusal(data.problem));
  }, [state, data, setRefusal]);
  const busy = state !== "idle";
  return useCallback(
    (message: MessageView) => {
      if (busy) return;
      setRefusal(undefined);
      const form = new FormData();
      form.set("intent", "regenerate");
      form.set("messageId", message.id);
      form.set("clientId", crypto.randomUUID());
      if (model !== undefined) form.set("model", model);
      void submit(form, { method: "post" });
    },
    [submit, busy, model, setRefusal],
  );
}

/** Stops by the button and by Escape; the answer's end arrives over the socket. */
function useStop(conversationId: string | null, turnId: string | null) {
  const [stopped, setStopped] = useState<string | null>(null);
  const stop = useCallback(async () => {
    if (conversationId === null) return;
    setStopped(turnId);
    const answer = await stopAnswer(conversationId);
    if (answer.ok) return;
    setStopped(null);
    toast(answer.refusal.detail ?? m.chat_unreachable_title(), { tone: "danger" });
  }, [conversationId, turnId]);
  useEffect(() => {
    if (turnId === null) return;
    const onKey = (event: KeyboardEvent) => {
      const taken = document.querySelector("dialog[open], [popover]:popover-open") !== null;
      if (event.key === "Escape" && !event.defaultPrevented && !taken) void stop();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [turnId, stop]);
  return { stop, stopping: turnId !== null && stopped === turnId };
}

function useAnnouncement(last: MessageView | undefined): string {
  const [text, setText] = useState("");
  const before = useRef(last);
  useEffect(() => {
    const next = announcementOf(before.current, last);
    before.current = last;
    if (next !== undefined) setText(next);
  }, [last]);
  return text;
}
