import { Outlet, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { listConversations, searchMessages } from "#features/chat";
import { may } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/layout";
import { ConversationList } from "./conversation-list.tsx";

const SHOWN = 100;

export const handle = { crumb: () => m.chat_title() };

export async function loader({ request, context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { pathname, searchParams } = new URL(request.url);
  // Signing in leads here; who has no chat begins where everyone may be.
  const isStart = pathname.replace(/\.data$/, "") === "/chat";
  if (isStart && !may(ctx, "chat.read")) throw redirect("/credits");
  const query = (searchParams.get("q") ?? "").trim().slice(0, 200);
  const archived = searchParams.get("archived") === "1";
  const cursor = searchParams.get("cursor") ?? undefined;
  const [page, found] = await Promise.all([
    listConversations(ctx, {
      archived,
      limit: SHOWN,
      ...(query === "" ? {} : { query }),
      ...(cursor === undefined ? {} : { cursor }),
    }),
    query === "" ? { items: [] } : searchMessages(ctx, { query }),
  ]);
  return {
    // One that was begun and never written in has no title and is nothing to come back to.
    conversations: page.items.filter((one) => one.title !== "" || one.id === params.id),
    nextCursor: page.nextCursor,
    archived,
    query,
    hits: found.items,
  };
}

/** The frame of all chat pages: the list beside the conversation, both as high as the window. */
export default function ChatLayout({ loaderData }: Route.ComponentProps) {
  return (
    <div className="flex h-[calc(100dvh-62px)] min-h-0 overflow-x-clip max-md:h-[calc(100dvh-122px-env(safe-area-inset-bottom))]">
      <ConversationList list={loaderData} />
      <Outlet />
    </div>
  );
}
