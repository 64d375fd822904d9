import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId, type AccountId, type ConversationId, type TurnId } from "#core/ids";
import {
  completionsOf,
  conversationOf,
  type StartTurn,
  type TurnModel,
} from "#objects/conversation";
import { type BalanceDocument, ledgerOf } from "#objects/ledger";
import { createOpenAiProvider } from "#platform/ai/openai";
import { providersOf } from "#platform/providers";
import type { ConversationObject } from "../../durable-objects/conversation/conversation.ts";
import type { LiveDocument } from "../../durable-objects/conversation/documents.ts";
import { grantTo } from "./chat.ts";
import { ScriptedUpstream } from "./scripted-upstream.ts";

export const PT = 1_000_000;

export const builtinModel: TurnModel = {
  id: "builtin",
  provider: "builtin",
  upstreamModel: "builtin",
  class: "core",
  prices: { input: PT, cachedRead: PT, cacheWrite: PT, output: PT },
  maxOutputTokens: 500,
  rateCardVersion: 1,
};

export const scriptedModel: TurnModel = {
  ...builtinModel,
  id: "scripted",
  provider: "openai",
  upstreamModel: "scripted",
  prices: { input: 10 * PT, cachedRead: PT, cacheWrite: 10 * PT, output: 100 * PT },
  maxOutputTokens: 1_000,
};

type Stub = DurableObjectStub<ConversationObject>;

/** A conversation, its account and a provider that says what the test tells it to. */
export class TestBench {
  readonly conversationId: ConversationId = newId("conv", 1);
  readonly accountId: AccountId = newId("acct", 1);
  readonly upstream = new ScriptedUpstream();

  async grant(amountPt: number): Promise<void> {
    await grantTo(this.accountId, amountPt);
  }

  async balance(): Promise<BalanceDocument> {
    return await ledgerOf(env, this.accountId).balance();
  }

  /** The object as it lives now; to be asked for again after it was killed. */
  async conversation(): Promise<Stub> {
    return await this.#connected(conversationOf(env, this.conversationId));
  }

  /** The object of stateless turns that this client id comes to. */
  async completions(clientId: string): Promise<Stub> {
    return await this.#connected(completionsOf(env, this.accountId, clientId));
  }

  send(text: string, model: TurnModel = scriptedModel, clientId?: string): StartTurn {
    return {
      clientId: clientId ?? crypto.randomUUID(),
      accountId: this.accountId,
      ask: { type: "send", text, attachments: [] },
      basis: { model, settings: {}, documentIds: [], locale: "en" },
      spender: {},
    };
  }

  /** Sends a message and waits until the provider is being called. */
  async begin(text = "Why?"): Promise<{ stub: Stub; turnId: TurnId; seq: number }> {
    const stub = await this.conversation();
    const started = await stub.startTurn(this.send(text));
    if (!started.ok) throw new Error(started.reason);
    return { stub, turnId: started.value.turnId, seq: started.value.seq };
  }

  async #connected(stub: Stub): Promise<Stub> {
    await runInDurableObject(stub, (instance) => {
      const objectEnv = (instance as unknown as { env: Env }).env;
      const { fetch } = this.upstream;
      const provider = createOpenAiProvider({ baseUrl: "http://upstream.test", fetch });
      providersOf(objectEnv).set("openai", provider);
    });
    return stub;
  }
}

/** Acts inside the object and lets it do what is ready then. */
export async function inObject<T>(stub: Stub, act: () => T): Promise<T> {
  return await runInDurableObject(stub, async () => {
    const result = act();
    await scheduler.wait(0);
    return result;
  });
}

/** Ends the object's life as a crash does: its memory is gone, its storage stays. */
export async function kill(stub: Stub): Promise<void> {
  await runInDurableObject(stub, (_, state) => state.abort("killed")).catch(() => undefined);
}

/** Every event of a followed turn. */
export async function readEvents(
  stream: ReadableStream<Uint8Array> | null,
): Promise<LiveDocument[]> {
  const text = await new Response(stream).text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(
    ([, json]) => JSON.parse(json ?? "") as LiveDocument,
  );
}
