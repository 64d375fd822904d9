const MAIL_ID = /mail_[0-9A-HJKMNP-TV-Z]{26}/gi;

/**
 * Our ids of mails within text, as they travel in `Message-ID`, `X-Entity-Ref-ID` and bounce
 * addresses, each once. Some servers write addresses in lower case. An id is not guessable: whoever
 * knows it has seen the mail, or a report on it.
 */
export function mailIdsIn(text: string): string[] {
  const found = (text.match(MAIL_ID) ?? []).map((id) => `mail_${id.slice(5).toUpperCase()}`);
  return [...new Set(found)];
}
