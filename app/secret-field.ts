const SECRET_FIELD = /password|secret|token|card|^code$/i;

/** True for a form field whose value is never sent back to the browser. */
export function isSecretField(name: string): boolean {
  return SECRET_FIELD.test(name);
}
