import { renderToReadableStream } from "react-dom/server";
import type { MailContent } from "./mail-content.ts";
import { MailLayout } from "./mail-layout.tsx";

/**
 * A mail as HTML, by the renderer that the pages use already. The comments with which React would
 * tell two texts apart in a browser are taken out.
 */
export async function renderHtml(content: MailContent): Promise<string> {
  const stream = await renderToReadableStream(<MailLayout {...content} />, {
    progressiveChunkSize: Number.MAX_SAFE_INTEGER,
  });
  await stream.allReady;
  return (await new Response(stream).text()).replaceAll("<!-- -->", "");
}
