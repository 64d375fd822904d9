import type { ctxOf } from "#app/context.ts";
import { isProblem, Problem } from "#core/problem";
import { answerJoinRequest } from "#features/domains";
import { createInvitation, resendInvitation, revokeInvitation } from "#features/invitations";
import { removeMember, updateMember } from "#features/members";
import { accessOf, numberOf, textOf } from "./form-input.ts";

type Ctx = ReturnType<typeof ctxOf>;

interface Outcome {
  /** Who was invited, and the link where no mail goes out. */
  invited?: { email: string | null; url: string | null };
  /** What became of who asked to join; `before` when somebody had answered already. */
  answered?: "approved" | "declined" | "before";
}

async function answer(ctx: Ctx, id: string, accept: boolean): Promise<Outcome["answered"]> {
  try {
    await answerJoinRequest(ctx, id, { accept });
    return accept ? "approved" : "declined";
  } catch (error) {
    if (isProblem(error) && error.slug === "not-found") return "before";
    throw error;
  }
}

/** Does what a form of the members' page says. */
export async function actOnMembers(ctx: Ctx, form: FormData): Promise<Outcome> {
  const id = textOf(form, "id") ?? "";
  switch (form.get("intent")) {
    case "invite": {
      const email = textOf(form, "email");
      const made = await createInvitation(ctx, {
        ...accessOf(form),
        email,
        expiresInDays: numberOf(form, "expiresInDays"),
        usesMax: numberOf(form, "usesMax") ?? null,
      });
      return { invited: { email: email ?? null, url: email === undefined ? made.url : null } };
    }
    case "update":
      await updateMember(ctx, id, { ...accessOf(form), capPt: numberOf(form, "capPt") ?? null });
      return {};
    case "remove":
      await removeMember(ctx, id);
      return {};
    case "resend":
      await resendInvitation(ctx, id);
      return {};
    case "revoke":
      await revokeInvitation(ctx, id);
      return {};
    case "let-in":
      return { answered: await answer(ctx, id, true) };
    case "turn-away":
      return { answered: await answer(ctx, id, false) };
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}
