import { type ComponentType, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { LiveRegion } from "#app/ui/live-region.tsx";
import { useMay } from "#app/ui/may-context.ts";
import type { ConversationView, Transcript as TranscriptView } from "#features/chat/schema";
import type { ModelView } from "#features/models/schema";
import type { NoticeView } from "#features/notices/schema";
import { m } from "#messages";
import type { Refusal } from "./chat-api.ts";
import { Composer } from "./composer.tsx";
import { ConversationHeader } from "./conversation-header.tsx";
import { EmptyConversation } from "./empty-conversation.tsx";
import { RefusalNotice, ThresholdNotice } from "./lazy-parts.tsx";
import { shownMessages } from "./live-state.ts";
import type { MessageListProps } from "./message-list.tsx";
import { findCheaperModel } from "./model-choice.ts";
import { TemplateMenu } from "./template-menu.tsx";
import { Transcript } from "./transcript.tsx";
import { useChat } from "./use-chat.ts";
import { useEstimate } from "./use-estimate.ts";
import { VisitorBanner } from "./visitor-banner.tsx";

export interface ChatPaneProps {
  /** What shows the messages, where the page begins with some. */
  list?: ComponentType<MessageListProps>;
  /** Null for one that has not begun. */
  conversation: ConversationView | null;
  transcript: TranscriptView;
  models: ModelView[];
  notices: NoticeView[];
  visitor: boolean;
  /** PT that a new account begins with. */
  welcomePt: number;
  /** For a send without script. */
  clientId: string;
  /** Text to begin with: a template's, or what was typed before a refusal without script. */
  initialText: string;
  /** The refusal of a send without script. */
  formRefusal: Refusal | undefined;
}

/** A conversation: its head, its messages, and where the next one is written. */
export function ChatPane(props: ChatPaneProps) {
  const { conversation, models, visitor } = props;
  const textarea = useRef<HTMLTextAreaElement>(null);
  const chat = useChat(props, textarea);
  const { live, drafts, model, refused, files } = chat;
  const [openedAtMs] = useState(() => props.conversation?.updatedAtMs ?? 0);
  const messages = shownMessages(live.state, openedAtMs);
  const names = useMemo(() => new Map(models.map(({ id, name }) => [id, name])), [models]);
  const estimate = useEstimate({
    conversationId: conversation?.id ?? null,
    text: drafts.draft.text,
    model: model.chosen?.id,
  });
  const maySend = useMay("chat.send");
  const mayAttach = useMay("knowledge.write");
  const insert = useInsert(textarea, drafts.setDraft);
  return (
    <section aria-label={m.chat_conversation()} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ConversationHeader conversation={conversation} lost={live.lost} />
      {visitor ? <VisitorBanner welcomePt={props.welcomePt} /> : null}
      <LiveRegion text={chat.announced} />
      <Transcript
        list={props.list}
        messages={messages}
        modelNames={names}
        running={chat.running || chat.sending}
        onEdit={maySend ? chat.editQuestion : undefined}
        onRegenerate={maySend ? chat.regenerate : undefined}
        empty={<EmptyConversation onTry={maySend ? insert : undefined} />}
      >
        <div className="grid gap-2">
          <Suspense>
            {props.notices.length > 0 ? <ThresholdNotice notices={props.notices} /> : null}
            {refused.refusal === undefined ? null : (
              <RefusalNotice
                refusal={refused.refusal}
                visitor={visitor}
                cheaper={findCheaperModel(models, model.chosen?.id ?? "")}
                secondsLeft={refused.secondsLeft}
                onUseModel={(modelId) => {
                  model.choose(modelId);
                  refused.setRefusal(undefined);
                  textarea.current?.focus();
                }}
                onResend={chat.sendDraft}
              />
            )}
          </Suspense>
          {maySend ? (
            <Composer
              text={chat.sending ? "" : drafts.draft.text}
              textarea={textarea}
              attachments={chat.sending ? [] : drafts.draft.attachments}
              models={models}
              chosen={model.chosen}
              estimate={estimate}
              running={chat.running}
              stopping={chat.stopping.stopping}
              blocked={chat.sending || refused.secondsLeft > 0}
              uploading={files.uploading}
              clientId={props.clientId}
              onText={(text) => drafts.setDraft((draft) => ({ ...draft, text }))}
              onSend={chat.sendDraft}
              onStop={chat.stopping.stop}
              onModel={model.choose}
              onFiles={visitor || !mayAttach ? undefined : files.upload}
              onDetach={(id) =>
                drafts.setDraft((draft) => ({
                  ...draft,
                  attachments: draft.attachments.filter((one) => one.id !== id),
                }))
              }
              extras={visitor ? null : <TemplateMenu onInsert={insert} />}
            />
          ) : (
            <p className="rounded-md border border-line bg-surface px-4 py-3 text-muted">
              {m.chat_read_only()}
            </p>
          )}
        </div>
      </Transcript>
    </section>
  );
}

type SetDraft = ReturnType<typeof useChat>["drafts"]["setDraft"];

/** Adds a text to the draft, after what is there. */
function useInsert(textarea: React.RefObject<HTMLTextAreaElement | null>, setDraft: SetDraft) {
  return useCallback(
    (added: string) => {
      setDraft((draft) => ({
        ...draft,
        text: draft.text.trim() === "" ? added : `${draft.text.trimEnd()}\n\n${added}`,
      }));
      textarea.current?.focus();
    },
    [textarea, setDraft],
  );
}
