/**
 * What the forms let through. The schema that the server holds it to would bring its parser into
 * the browser; `limits.test.ts` keeps the two alike.
 */
export const limits = { nameLengthMax: 80, passwordLengthMin: 8 } as const;
