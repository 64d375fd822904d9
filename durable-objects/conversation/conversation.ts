import { DurableObject } from "cloudflare:workers";
import { isId, type ConversationId, type MessageId, type TurnId } from "#core/ids";
import { DAY_MS, SECOND_MS } from "#core/time";
import { ledgerOf } from "#objects/ledger";
import { scheduleWake } from "#platform/alarms";
import { clockNow } from "#platform/clock";
import { createLog } from "#platform/log";
import { providersOf } from "#platform/providers";
import { sendObjectWork } from "#platform/object-work";
import type { EstimateReply, EstimateTurn, StartReply, StartTurn } from "./commands.ts";
import { ConversationBook } from "./conversation-book.ts";
import type {
  LiveDocument,
  MessageDocument,
  TranscriptDocument,
  TurnOutcome,
} from "./documents.ts";
import { followStream, jsonLine, SSE_ALIVE, sseChunk } from "./follow-stream.ts";
import type { Host } from "./host.ts";
import { loadIndexes } from "./knowledge-cache.ts";
import { LiveTurn, toCompletionLine, toLive, type TurnEvent } from "./live-turn.ts";
import { TurnKeeper } from "./turn-keeper.ts";
import { toTurnRecord, type TurnRecord } from "./turn-record.ts";
import { TurnResumer } from "./turn-resumer.ts";
import type { Turn } from "./turn.ts";

/** A turn that the object lost track of is taken up after this long at the latest. */
const GUARD_MS = 30 * SECOND_MS;
/** So long one alarm keeps the object in memory for the turns that run. */
const AWAKE_MS = 25 * SECOND_MS;
/** A stateless turn's answer can be asked for again with its client id for this long. */
const STATELESS_KEPT_MS = DAY_MS;
const PURGE_MAX = 1_000;
const SOCKETS_MAX = 100;
/** Tells a follower that coming back is of no use. */
const GONE_CODE = 4004;
/** How long destroying waits for a stopped turn to settle. */
const DESTROY_WAIT_MS = 10 * SECOND_MS;

interface Opened {
  book: ConversationBook;
  keeper: TurnKeeper;
  resumer: TurnResumer;
}

/**
 * One conversation, or the stateless turns of an account: the truth for messages and the only place
 * where a turn runs. A thin shell around the rules beside it. Whatever a client does or loses, a
 * turn that has begun goes on here, and the ledger hears of its end once.
 */
export class ConversationObject extends DurableObject<Env> {
  readonly #log = createLog({ object: "conversation" });
  readonly #conversationId: ConversationId | null;
  #opened: Opened | null = null;
  #guardAtMs = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const name = ctx.id.name;
    this.#conversationId = isId("conv", name) ? name : null;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Starts a turn; see TurnKeeper.start. */
  async startTurn(command: StartTurn): Promise<StartReply> {
    return await this.#open().keeper.start(command);
  }

  /** Starts a stateless turn and answers with its stream of CompletionLines, one a line. */
  async complete(
    command: StartTurn,
  ): Promise<{ reply: StartReply; lines: ReadableStream<Uint8Array> | null }> {
    const reply = await this.startTurn(command);
    if (!reply.ok) return { reply, lines: null };
    const encode = (event: TurnEvent) => {
      const line = toCompletionLine(event);
      return line === undefined ? undefined : jsonLine(line);
    };
    return { reply, lines: await this.#follow(reply.value.turnId, 0, encode) };
  }

  async estimate(command: EstimateTurn): Promise<EstimateReply> {
    return await this.#open().keeper.estimate(command);
  }

  /** Ends the running turn; what it used so far is settled. False when there was none. */
  stop(turnId?: TurnId): boolean {
    return this.#open().keeper.stop(turnId);
  }

  /**
   * Server-sent events of a turn after `afterSeq`, up to the one that ends it; what was missed comes
   * first. Null for a turn that is not known.
   */
  async follow(turnId: TurnId, afterSeq: number): Promise<ReadableStream<Uint8Array> | null> {
    const { book, keeper } = this.#open();
    const answerId = (keeper.find(turnId)?.turn ?? book.turns.find(turnId))?.plan.answer?.id;
    if (answerId === undefined) return null;
    const encode = (event: TurnEvent) => {
      const document = toLive(answerId, event);
      return document === undefined ? undefined : sseChunk(document);
    };
    return await this.#follow(turnId, afterSeq, encode, SSE_ALIVE);
  }

  /** The branch down to `headId`, or the one that is shown. */
  transcript(headId?: MessageId): TranscriptDocument {
    const { book, keeper } = this.#open();
    return book.transcript(this.#id, headId ?? book.head, keeper.active());
  }

  /** Every message of every branch, oldest first. */
  exportAll(): MessageDocument[] {
    return this.#open().book.everything();
  }

  /** Shows the branch through a message, down to its newest end. False for an unknown message. */
  setHead(messageId: MessageId): boolean {
    const { book } = this.#open();
    const tree = book.messages.tree();
    if (tree.find(messageId) === undefined) return false;
    const headMessageId = tree.newestLeaf(messageId);
    if (headMessageId === book.head) return true;
    const seq = book.nextSeq();
    book.write(() => book.setHead(headMessageId));
    this.#publish({ type: "head", seq, headMessageId });
    return true;
  }

  /** The messages that a turn wrote and how it ended, for the projection; null when unknown. */
  turn(turnId: TurnId): { messages: MessageDocument[]; outcome: TurnOutcome | null } | null {
    const { book } = this.#open();
    const turn = book.turns.find(turnId);
    if (turn === undefined) return null;
    const tree = book.messages.tree();
    const messages = book.messages.ofTurn(turnId).map((node) => book.document(node, tree));
    return { messages, outcome: turn.outcome };
  }

  /**
   * What is kept about a turn that is over, by its id or by that of a message that it wrote; null when
   * there is none. The texts themselves go with it only when `withText` says so.
   */
  turnRecord(id: TurnId | MessageId, withText = false): TurnRecord | null {
    const { book } = this.#open();
    const turnId = isId("turn", id) ? id : isId("msg", id) ? book.messages.find(id)?.turnId : null;
    const turn = turnId === null || turnId === undefined ? undefined : book.turns.find(turnId);
    return turn === undefined || turn.phase !== "ended" ? null : toTurnRecord(book, turn, withText);
  }

  /**
   * Deletes everything. A running turn is stopped and settled first; false when that could not be
   * finished yet, and then nothing is deleted.
   */
  async destroy(): Promise<boolean> {
    const { book, keeper, resumer } = this.#open();
    await resumer.resumeAll();
    keeper.stop();
    await Promise.race([keeper.settled(), scheduler.wait(DESTROY_WAIT_MS)]);
    await book.outbox.send();
    if (!keeper.isIdle() || book.turns.open().length > 0 || !book.outbox.isEmpty()) return false;
    for (const socket of this.ctx.getWebSockets()) socket.close(GONE_CODE, "deleted");
    this.#opened = null;
    this.#guardAtMs = 0;
    await this.#wakeAt(null);
    await this.ctx.storage.deleteAll();
    return true;
  }

  /** Takes up what was left behind, sends what waits, forgets what is too old. */
  async wake(): Promise<void> {
    this.#guardAtMs = 0;
    const { book, keeper, resumer } = this.#open();
    await resumer.resumeAll();
    await book.outbox.send();
    const purgeAtMs = this.#conversationId === null ? this.#purge(book) : null;
    if (!keeper.isIdle() || book.turns.open().length > 0 || !book.outbox.isEmpty()) this.#guard();
    else if (this.#guardAtMs === 0) await this.#wakeAt(purgeAtMs);
  }

  override async alarm(): Promise<void> {
    await this.wake();
    await Promise.race([this.#open().keeper.settled(), scheduler.wait(AWAKE_MS)]);
  }

  /** Live events of the conversation over a WebSocket, a snapshot first. */
  override fetch(request: Request): Response {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response("Expected a WebSocket", { status: 426 });
    }
    if (this.ctx.getWebSockets().length >= SOCKETS_MAX) {
      return new Response("Too many followers", { status: 429 });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.send(JSON.stringify(this.#snapshot()));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Whatever a client says asks for a new snapshot. */
  override webSocketMessage(socket: WebSocket): void {
    socket.send(JSON.stringify(this.#snapshot()));
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  get #id(): ConversationId {
    if (this.#conversationId === null) throw new Error("This object keeps no conversation");
    return this.#conversationId;
  }

  #open(): Opened {
    if (this.#opened !== null) return this.#opened;
    const host = this.#host();
    const book = new ConversationBook(host);
    const keeper = new TurnKeeper(host, book);
    const resumer = new TurnResumer(host, book, keeper);
    this.#opened = { book, keeper, resumer };
    this.ctx.waitUntil(resumer.resumeAll());
    return this.#opened;
  }

  #host(): Host {
    return {
      conversationId: this.#conversationId,
      storage: this.ctx.storage,
      log: this.#log,
      now: clockNow,
      ledger: (accountId) => ledgerOf(this.env, accountId),
      provider: (id) => providersOf(this.env).get(id),
      loadIndexes: (ids) => loadIndexes(this.env.BUCKET, ids, this.#log),
      sendWork: (messages) => sendObjectWork(this.env, messages),
      publish: (event) => this.#publish(event),
      later: (delayMs, work) => {
        const timer = setTimeout(work, delayMs);
        return () => clearTimeout(timer);
      },
      keepAlive: (work) => this.ctx.waitUntil(work),
      guard: () => this.#guard(),
    };
  }

  #guard(): void {
    const nowMs = clockNow();
    if (this.#guardAtMs > nowMs && this.#guardAtMs <= nowMs + GUARD_MS) return;
    this.#guardAtMs = nowMs + GUARD_MS;
    this.ctx.waitUntil(this.#wakeAt(this.#guardAtMs));
  }

  async #wakeAt(dueAtMs: number | null): Promise<void> {
    await scheduleWake(this.ctx, this.env, "CONVERSATION", dueAtMs);
  }

  #publish(event: LiveDocument): void {
    const sockets = this.ctx.getWebSockets();
    if (sockets.length === 0) return;
    const text = JSON.stringify(event);
    for (const socket of sockets) {
      try {
        socket.send(text);
      } catch {
        // A socket that is closing gets a snapshot when it connects again.
      }
    }
  }

  #snapshot(): LiveDocument {
    return { type: "snapshot", transcript: this.transcript() };
  }

  /** Throws when the turn is not over and cannot be taken up now, because the ledger is away. */
  async #follow(
    turnId: TurnId,
    afterSeq: number,
    encode: (event: TurnEvent) => string | undefined,
    alive?: string,
  ): Promise<ReadableStream<Uint8Array>> {
    const { book, keeper, resumer } = this.#open();
    const ended = (): LiveTurn | undefined => endedTurn(book, book.turns.find(turnId));
    let live = keeper.find(turnId)?.live ?? ended();
    if (live === undefined) {
      await resumer.resumeAll();
      live = keeper.find(turnId)?.live ?? ended();
    }
    if (live === undefined) throw new Error("The turn waits for the ledger");
    const followed = live;
    return followStream((listener) => followed.subscribe(afterSeq, listener), encode, alive);
  }

  /** Forgets stateless turns that are too old; answers when the next one will be. */
  #purge(book: ConversationBook): number | null {
    const before = clockNow() - STATELESS_KEPT_MS;
    book.write(() => {
      for (const id of book.turns.purge(before, PURGE_MAX)) book.forgetStateless(id);
    });
    const oldestAtMs = book.turns.oldestEndedAtMs();
    return oldestAtMs === null ? null : oldestAtMs + STATELESS_KEPT_MS;
  }
}

/** A turn that is over, as its late followers see it; undefined for one that is not. */
function endedTurn(book: ConversationBook, turn: Turn | undefined): LiveTurn | undefined {
  const outcome = turn?.outcome ?? null;
  if (turn === undefined || outcome === null) return undefined;
  const live = new LiveTurn();
  const message = book.endedMessage(turn);
  const seq = turn.endedSeq ?? 0;
  const { text } = book.storedAnswer(turn);
  if (message === null && text !== "") live.push({ type: "delta", seq, text, offset: 0 });
  live.push({ type: "ended", seq, outcome, message });
  return live;
}
