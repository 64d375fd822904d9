/** The `data:` lines of a server-sent event stream as parsed JSON, in their order. */
export async function* readEvents<Event>(answer: {
  body: ReadableStream<Uint8Array> | null;
}): AsyncGenerator<Event> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? "\n" : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      const data = line.slice(5).trim();
      if (data !== "" && data !== "[DONE]") yield JSON.parse(data) as Event;
    }
    if (done) return;
  }
}
