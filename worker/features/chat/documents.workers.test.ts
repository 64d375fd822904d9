import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { armFault } from "#platform/faults";
import { makeChatter, readSettled } from "../../../tests/support/chat.ts";
import { tinyPdf } from "../../../tests/support/tiny-pdf.ts";
import {
  addDocument,
  createConversation,
  deleteDocument,
  followTurn,
  listDocuments,
  sendMessage,
} from "./index.ts";

const encoder = new TextEncoder();
const facts = "# Llama care\n\nThe llama Zebulon eats exactly forty-two kilograms of oat straw.\n";

async function bucketKeys(): Promise<string[]> {
  const { objects } = await env.BUCKET.list({ prefix: "documents/" });
  return objects.map((object) => object.key);
}

test("the built-in answerer cites a document that was added to the knowledge", async () => {
  const { ctx } = await makeChatter();
  const bytes = encoder.encode(facts);
  const document = await addDocument(ctx, { name: "llamas.md", contentType: "", bytes });
  expect(document).toMatchObject({ contentType: "text/markdown", pages: null });
  const { id } = await createConversation(ctx, {});
  const text = "How much oat straw does the llama Zebulon eat?";
  const sent = await sendMessage(ctx, id, { clientId: "client-0001", text });
  const answer = await readSettled(await followTurn(ctx, id, sent.turnId));
  expect(answer.text).toContain("forty-two");
  expect(answer.citations?.map((citation) => citation.documentId)).toContain(document.id);
  await deleteDocument(ctx, document.id);
  expect(await listDocuments(ctx)).toEqual([]);
});

test("a PDF's text is read page after page", async () => {
  const { ctx } = await makeChatter();
  const bytes = tinyPdf("Hello from a page");
  const document = await addDocument(ctx, {
    name: "page.pdf",
    contentType: "application/pdf",
    bytes,
  });
  expect(document).toMatchObject({ pages: 1, characters: "Hello from a page".length });
});

test.each([
  [
    "a PDF that is none",
    "x.pdf",
    "application/pdf",
    encoder.encode("hello"),
    "document-unreadable",
  ],
  [
    "a broken PDF",
    "x.pdf",
    "application/pdf",
    encoder.encode("%PDF-1.7\n1 0 obj << /Type /Catalog"),
    "document-unreadable",
  ],
  ["a PDF without text", "x.pdf", "application/pdf", tinyPdf(""), "document-unreadable"],
  ["broken UTF-8", "x.txt", "text/plain", new Uint8Array([0xc3, 0x28]), "document-unreadable"],
  ["binary data", "x.txt", "text/plain", new Uint8Array([1, 0, 2]), "document-unreadable"],
  ["an empty file", "x.txt", "text/plain", new Uint8Array(), "document-unreadable"],
  ["a picture", "x.png", "image/png", new Uint8Array([1]), "unsupported-media-type"],
  ["too much", "x.txt", "text/plain", new Uint8Array(20_000_001), "body-too-large"],
])("%s is refused and leaves nothing behind", async (_, name, contentType, bytes, slug) => {
  const { ctx } = await makeChatter();
  const before = await bucketKeys();
  await expect(addDocument(ctx, { name, contentType, bytes })).rejects.toMatchObject({ slug });
  expect(await bucketKeys()).toEqual(before);
  expect(await listDocuments(ctx)).toEqual([]);
});

test("a document that the bucket does not take leaves nothing behind", async () => {
  const { ctx } = await makeChatter();
  armFault("r2", "error", 1);
  const bytes = encoder.encode(facts);
  const adding = addDocument(ctx, { name: "a.md", contentType: "text/markdown", bytes });
  await expect(adding).rejects.toMatchObject({ slug: "unavailable" });
  expect(await listDocuments(ctx)).toEqual([]);
});

test("another workspace's document does not exist, and visitors bring none", async () => {
  const [{ ctx: mine }, { ctx: other }] = [await makeChatter(), await makeChatter()];
  const bytes = encoder.encode(facts);
  const document = await addDocument(mine, { name: "a.md", contentType: "text/markdown", bytes });
  await expect(deleteDocument(other, document.id)).rejects.toMatchObject({ slug: "not-found" });
  const { id } = await createConversation(other, {});
  const send = sendMessage(other, id, {
    clientId: "client-0001",
    text: "hi",
    attachmentIds: [document.id],
  });
  await expect(send).rejects.toMatchObject({ slug: "invalid-input" });
  const visitor = { ...other, workspace: { ...other.workspace!, plan: "visitor" as const } };
  const adding = addDocument(visitor, { name: "a.md", contentType: "text/markdown", bytes });
  await expect(adding).rejects.toMatchObject({ slug: "forbidden" });
});
