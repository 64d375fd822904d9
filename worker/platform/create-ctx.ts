import { newId } from "#core/ids";
import { type Client, unknownClient } from "./client.ts";
import { systemClock } from "./clock.ts";
import type { Actor, Ctx, WorkspaceRef } from "./ctx.ts";
import { openDb } from "./db.ts";
import { withFaultyMethods } from "./faults.ts";
import { createLog } from "./log.ts";
import { parseSettings, type Settings } from "./settings.ts";

let parsed: { env: Env; settings: Settings } | undefined;

/** The settings of this deployment, parsed once per isolate. */
export function settingsOf(env: Env): Settings {
  if (parsed?.env !== env) {
    parsed = { env, settings: parseSettings(env as unknown as Record<string, unknown>) };
  }
  return parsed.settings;
}

const bucketMethods = ["get", "head", "put", "delete", "list"] as const;

export interface CtxInit {
  actor: Actor;
  workspace?: WorkspaceRef | undefined;
  client?: Client;
  requestId?: string;
  origin?: string;
  locale?: string;
  defer?: (work: Promise<unknown>) => void;
}

/** Builds the one ctx of a request, a message or a tick. */
export function createCtx(env: Env, init: CtxInit): Ctx {
  const settings = settingsOf(env);
  const requestId = init.requestId ?? newId("req", systemClock.now());
  return {
    requestId,
    origin: init.origin ?? settings.publicOrigin ?? "http://localhost:8787",
    locale: init.locale ?? "en",
    actor: init.actor,
    workspace: init.workspace,
    client: init.client ?? unknownClient,
    clock: systemClock,
    log: createLog({ requestId }),
    db: openDb(env.DB, settings.bench),
    bucket: settings.bench ? withFaultyMethods(env.BUCKET, "r2", bucketMethods) : env.BUCKET,
    queue: env.WORK_QUEUE,
    settings,
    env,
    outboxIds: [],
    defer: init.defer ?? (() => undefined),
  };
}
