import type { AnswerSink, FakeCall } from "./fake-server.ts";
import { answerTokens } from "./script.ts";

/** How a protocol words the parts of a stream. */
export interface TokenWriter {
  token(text: string): string;
  ping(): string;
  error(): string;
}

/**
 * Streams the scripted tokens with their delays and misbehaviour. Answers `done` when the
 * protocol's own ending shall follow, `over` when nothing shall.
 */
export async function streamTokens(
  call: FakeCall,
  out: AnswerSink,
  writer: TokenWriter,
  maxTokens: number | undefined,
): Promise<"done" | "over"> {
  const { script } = call;
  const tokens = answerTokens(script, maxTokens);
  if (!(await waitBeforeFirst(call, out, writer))) return "over";
  for (const [index, token] of tokens.entries()) {
    if (await misbehave(call, out, writer, index)) return "over";
    if (index > 0 && !(await out.wait(script.chunkMs ?? 0))) return "over";
    call.billedOutputTokens++;
    if (!out.isConnected && script.continueAfterDisconnect !== true) return "over";
    if (!out.isConnected) continue;
    call.firstTokenAtMs ??= Date.now();
    call.emittedTokens++;
    await out.write(writer.token(token));
  }
  return (await misbehave(call, out, writer, tokens.length)) ? "over" : "done";
}

async function waitBeforeFirst(call: FakeCall, out: AnswerSink, writer: TokenWriter) {
  const { firstTokenMs = 0, pings } = call.script;
  if (pings !== true) return out.wait(firstTokenMs);
  const pingMs = 50;
  for (let waitedMs = 0; waitedMs < firstTokenMs; waitedMs += pingMs) {
    await out.write(writer.ping());
    if (!(await out.wait(pingMs))) return false;
  }
  return true;
}

/** Does what the script asks for after `count` tokens; true when the call is over with that. */
async function misbehave(call: FakeCall, out: AnswerSink, writer: TokenWriter, count: number) {
  const { script } = call;
  if (script.garbageAfter === count) {
    out.writeBytes(new Uint8Array([0xff, 0xfe, 0x00, 0x80]));
    await out.write("\n\ndata: {not json\n\n");
  }
  if (script.errorAfter === count) {
    await out.write(writer.error());
    out.end();
    return true;
  }
  if (script.truncateAfter === count) {
    out.end();
    return true;
  }
  if (script.resetAfter === count) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    out.reset();
    return true;
  }
  if (script.quietAfter === count) {
    await out.waitForDisconnect();
    return true;
  }
  return false;
}

/** A stable stand-in for a tokeniser: a token for every four characters of what was sent. */
export function countInput(value: unknown): number {
  return Math.ceil(JSON.stringify(value ?? "").length / 4);
}
