/** Text as it can be stored and sent anywhere: no broken surrogates and no NUL. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}
