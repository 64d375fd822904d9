import type { LimitSubject } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { hexSignature } from "./network.ts";

/** The network, or the person, behind a request that is being limited. */
export function sourceOf({ actor }: Pick<Ctx, "actor">): LimitSubject {
  if (actor.kind === "anonymous" || actor.kind === "visitor") return `ip:${actor.ipHash}`;
  if (actor.kind === "job") return `job:${actor.name}`;
  return `user:${actor.userId}`;
}

/** An address as the limiter knows it: keyed, so that none is stored. */
export async function addressSubject(ctx: Ctx, email: string): Promise<LimitSubject> {
  return `email:${await hexSignature(ctx.settings.authSecret, `email:${email}`)}`;
}
