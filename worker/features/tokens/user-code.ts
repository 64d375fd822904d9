/** Consonants that look and sound unlike each other, so that no words come out: RFC 8628, 6.1. */
const ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
const LENGTH = 8;
const PATTERN = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** A new code of eight letters, 34.6 bits; each letter is as likely as the others. */
export function newUserCode(): string {
  let code = "";
  while (code.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(16))) {
      if (byte < 240 && code.length < LENGTH) code += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return code;
}

/** The code that was meant, or undefined: case, spaces and dashes do not count. */
export function tryReadUserCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replaceAll(/[^A-Z]/g, "");
  return PATTERN.test(code) ? code : undefined;
}

/** As it is shown and read aloud: `WDJB-MJHT`. */
export function shownUserCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
