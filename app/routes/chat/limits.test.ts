import { expect, it } from "vitest";
import { DOCUMENT_BYTES_MAX, MESSAGE_BYTES_MAX, TITLE_LENGTH_MAX } from "#features/chat/schema";
import { limits } from "./limits.ts";

it("lets through what the server takes", () => {
  expect(limits).toEqual({
    titleLengthMax: TITLE_LENGTH_MAX,
    messageLengthMax: MESSAGE_BYTES_MAX,
    documentBytesMax: DOCUMENT_BYTES_MAX,
  });
});
