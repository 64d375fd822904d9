const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Letters and digits that follow from the seed alone, so that equal calls give equal ids. */
export function lettersOf(seed: string, length: number): string {
  const lanes = [randomFrom(hashOf(seed)), randomFrom(hashOf(`${seed}'`))];
  let made = "";
  while (made.length < length) {
    for (const next of lanes) made += letters[Math.floor(next() * letters.length)] ?? "";
  }
  return made.slice(0, length);
}

/** Numbers from 0 up to 1 that follow from the seed alone. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function hashOf(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return state;
}
