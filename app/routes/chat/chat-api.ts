import type { ProblemView } from "#app/ui/problem-view.ts";
import type { Estimate } from "#features/chat/schema";

/** A refusal of the API as the pages show it. */
export interface Refusal {
  slug: string;
  status: number;
  title: string;
  detail: string | undefined;
  retryAfterMs: number | undefined;
  neededMicroPt: number | undefined;
  availableMicroPt: number | undefined;
  minPlan: string | undefined;
  requestId: string | undefined;
}

export type ApiAnswer<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export interface SentMessage {
  userMessageId: string;
  assistantMessageId: string;
}

interface SendInput {
  clientId: string;
  text: string;
  model?: string | undefined;
  parentId?: string | null;
  attachmentIds?: string[];
}

/** Sends a message; the same `clientId` again is the same send. */
export async function sendMessage(
  conversationId: string,
  input: SendInput,
): Promise<ApiAnswer<SentMessage>> {
  const path = `/conversations/${conversationId}/messages`;
  return await post(path, input, { prefer: "respond-async" }, (body) => ({
    userMessageId: idOf(body.userMessage),
    assistantMessageId: idOf(body.assistantMessage),
  }));
}

/** Begins a conversation; the same `clientId` again is the same conversation. */
export async function createConversation(
  clientId: string,
  settings: { model?: string | undefined },
): Promise<ApiAnswer<{ id: string }>> {
  const headers = { "idempotency-key": `conversation-${clientId}` };
  return await post("/conversations", { settings }, headers, (body) => ({
    id: idOf(body),
  }));
}

/** Ends the running answer; what was used until then is charged. */
export async function stopAnswer(conversationId: string): Promise<ApiAnswer<null>> {
  return await post(`/conversations/${conversationId}/stop`, {}, {}, () => null);
}

/** What a message would cost, before it is sent. */
export async function estimateMessage(
  input: { conversationId?: string | undefined; text: string; model?: string | undefined },
  signal: AbortSignal,
): Promise<ApiAnswer<Estimate>> {
  return await post("/chat/estimate", input, {}, toEstimate, signal);
}

/** A problem document, and the time after which a new try makes sense. */
export function parseRefusal(status: number, body: unknown, retryAfter: string | null): Refusal {
  const document = isRecord(body) ? body : {};
  const seconds = Number(retryAfter);
  return {
    slug: textOf(document.slug) ?? "internal",
    status,
    title: textOf(document.title) ?? "",
    detail: textOf(document.detail),
    retryAfterMs: retryAfter === null || !Number.isFinite(seconds) ? undefined : seconds * 1000,
    neededMicroPt: amountOf(document.neededMicroPt),
    availableMicroPt: amountOf(document.availableMicroPt),
    minPlan: textOf(document.minPlan),
    requestId: textOf(document.instance),
  };
}

/** The refusal of a page's action. */
export function toRefusal(problem: ProblemView): Refusal {
  const { slug, status, title, detail, retryAfterSeconds, extensions, requestId } = problem;
  const document = { ...extensions, slug, title, detail, instance: requestId };
  const retryAfter = retryAfterSeconds === undefined ? null : String(retryAfterSeconds);
  return parseRefusal(status, document, retryAfter);
}

/** No answer at all: the message may or may not have arrived. */
export const unreachable: Refusal = parseRefusal(0, { slug: "unreachable" }, null);

async function post<T>(
  path: string,
  input: object,
  headers: Record<string, string>,
  read: (body: Record<string, unknown>) => T,
  signal?: AbortSignal,
): Promise<ApiAnswer<T>> {
  try {
    const response = await fetch(`/api/v1${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify(input),
      ...(signal === undefined ? {} : { signal }),
    });
    const body: unknown = await response.json().catch(() => ({}));
    if (response.ok) return { ok: true, value: read(isRecord(body) ? body : {}) };
    const retryAfter = response.headers.get("retry-after");
    return { ok: false, refusal: parseRefusal(response.status, body, retryAfter) };
  } catch {
    return { ok: false, refusal: unreachable };
  }
}

function toEstimate(body: Record<string, unknown>): Estimate {
  return {
    model: textOf(body.model) ?? "",
    rateCardVersion: Number(body.rateCardVersion ?? 0),
    inputTokens: Number(body.inputTokens ?? 0),
    minMicroPt: amountOf(body.minMicroPt) ?? 0,
    maxMicroPt: amountOf(body.maxMicroPt) ?? 0,
    holdMicroPt: amountOf(body.holdMicroPt) ?? 0,
    availableMicroPt: amountOf(body.availableMicroPt) ?? 0,
    fits: body.fits !== false,
    messagesLeft: typeof body.messagesLeft === "number" ? body.messagesLeft : null,
  };
}

function idOf(value: unknown): string {
  return isRecord(value) ? (textOf(value.id) ?? "") : "";
}

function amountOf(value: unknown): number | undefined {
  const amount = typeof value === "string" || typeof value === "number" ? Number(value) : NaN;
  return Number.isFinite(amount) ? amount : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
