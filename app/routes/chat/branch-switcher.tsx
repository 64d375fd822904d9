import { ChevronLeft, ChevronRight } from "lucide-react";
import { useFetcher } from "react-router";
import { IconButton } from "#app/ui/icon-button.tsx";
import { formatNumber } from "#app/ui/format.ts";
import type { MessageView } from "#features/chat/schema";
import { m } from "#messages";

/** "2/3": walks between the versions of a message. It is a form, so it needs no script. */
export function BranchSwitcher({ message }: { message: MessageView }) {
  const fetcher = useFetcher();
  const { id, siblingIds } = message;
  if (siblingIds.length < 2) return null;
  const at = siblingIds.indexOf(id);
  const [before, after] = [siblingIds[at - 1], siblingIds[at + 1]];
  const position = {
    at: formatNumber(at + 1),
    of: formatNumber(siblingIds.length),
  };
  return (
    <fetcher.Form method="post" className="inline-flex items-center">
      <input type="hidden" name="intent" value="head" />
      <IconButton
        type="submit"
        size="sm"
        name="headMessageId"
        value={before}
        disabled={before === undefined}
        icon={ChevronLeft}
        directional
        label={m.chat_branch_before()}
      />
      <span className="figures text-xs text-muted">
        <span aria-hidden="true">
          {position.at}/{position.of}
        </span>
        <span className="sr-only">{m.chat_branch_position(position)}</span>
      </span>
      <IconButton
        type="submit"
        size="sm"
        name="headMessageId"
        value={after}
        disabled={after === undefined}
        icon={ChevronRight}
        directional
        label={m.chat_branch_after()}
      />
    </fetcher.Form>
  );
}
