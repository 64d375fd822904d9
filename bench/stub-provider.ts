import { createServer } from "node:http";

const chunk = (delta: unknown, finish: string | null = null) =>
  `data: ${JSON.stringify({
    id: "chatcmpl-stub",
    object: "chat.completion.chunk",
    created: 0,
    model: "stub",
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;

const usage = `data: ${JSON.stringify({
  id: "chatcmpl-stub",
  object: "chat.completion.chunk",
  created: 0,
  model: "stub",
  choices: [],
  usage: { prompt_tokens: 20, completion_tokens: 8, total_tokens: 28 },
})}\n\ndata: [DONE]\n\n`;

/**
 * An OpenAI-compatible server that streams eight tokens, the first one after `firstTokenMs`. Both
 * the product and the baseline of the first-token figures call it.
 */
export async function startStubProvider(
  firstTokenMs: number,
): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      setTimeout(() => {
        response.write(chunk({ role: "assistant", content: "" }) + chunk({ content: "one " }));
        for (let token = 2; token <= 8; token += 1) response.write(chunk({ content: `${token} ` }));
        response.end(chunk({}, "stop") + usage);
      }, firstTokenMs);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
