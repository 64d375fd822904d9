import type { UserId } from "#core/ids";
import { adoptVisitor } from "#features/visitors";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { type AccountDraft, createAccount, type SignedIn } from "./create-account.ts";
import { knownLocale, nameFromEmail } from "./defaults.ts";
import { admitRegistration } from "./limits.ts";
import { NAME_LENGTH_MAX } from "./schema.ts";
import { welcome } from "./welcome.ts";

/**
 * Makes a person whose address somebody trustworthy has vouched for, without a password, with a
 * personal workspace on the Free plan or, where they join one by its sign-on, as a member of that;
 * signs them in by `method`, and writes `more` in the same batch. Undefined when the address is taken; then nothing was written. Refuses too many from one
 * network with `too-many-requests`.
 */
export async function registerProven(
  ctx: Ctx,
  person: { email: string; name: string; method: string } & Pick<AccountDraft, "join" | "signOnId">,
  more: (asUser: Ctx, userId: UserId) => Statement[],
): Promise<SignedIn | undefined> {
  await admitRegistration(ctx);
  const { email, method, join, signOnId } = person;
  const name = person.name
    .replaceAll(/\p{Cc}/gu, "")
    .trim()
    .slice(0, NAME_LENGTH_MAX);
  const draft = {
    email,
    method,
    name: name === "" ? nameFromEmail(email) : name,
    locale: knownLocale(ctx.locale),
    plan: "free" as const,
    emailVerified: true,
    join,
    signOnId,
  };
  const made = await createAccount(ctx, draft, async (asUser, userId) => {
    const { workspace } = asUser;
    if (workspace === undefined) return [];
    const { id: workspaceId, accountId, plan } = workspace;
    const registered = { userId, workspaceId, accountId, plan };
    return [
      ...more(asUser, userId),
      outboxRow(asUser, "domains.address-confirmed", { userId }),
      ...(join === undefined ? [outboxRow(asUser, "identity.user-registered", registered)] : []),
    ];
  });
  if (made === undefined) return undefined;
  if (join === undefined) await welcome(made);
  return await adoptVisitor(ctx, made);
}
