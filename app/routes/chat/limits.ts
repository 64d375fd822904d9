/**
 * What the forms let through. The schema that the server holds it to would bring its parser into
 * the browser; `limits.test.ts` keeps the two alike.
 */
export const limits = {
  titleLengthMax: 200,
  messageLengthMax: 256_000,
  documentBytesMax: 20_000_000,
} as const;
