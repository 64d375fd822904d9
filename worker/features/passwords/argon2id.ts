import wasm from "@phi-ag/argon2/argon2.wasm";

export interface Argon2Cost {
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** The C interface of the reference implementation, compiled to WebAssembly. */
interface Argon2Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(bytes: number): number;
  free(pointer: number): void;
  argon2_hash(
    passes: number,
    memoryKiB: number,
    lanes: number,
    password: number,
    passwordBytes: number,
    salt: number,
    saltBytes: number,
    key: number,
    keyBytes: number,
    encoded: number,
    encodedBytes: number,
    type: number,
    version: number,
  ): number;
}

const ARGON2ID = 2;
const VERSION_1_3 = 0x13;

let loaded: Argon2Exports | undefined;

/** One instance for the life of the isolate: its memory grows to what a hash takes, and is used again. */
function load(): Argon2Exports {
  if (loaded !== undefined) return loaded;
  const exports = new WebAssembly.Instance(wasm).exports as unknown as Argon2Exports;
  exports._initialize();
  loaded = exports;
  return exports;
}

/**
 * Argon2id, version 1.3 (RFC 9106), on the thread of the caller. The package's own wrapper takes the
 * length of a password in UTF-16 units for that in bytes, so that its C interface is called here.
 */
export function argon2id(wanted: {
  password: Uint8Array;
  salt: Uint8Array;
  cost: Argon2Cost;
  keyBytes: number;
}): Uint8Array {
  const { password, salt, cost, keyBytes } = wanted;
  const argon2 = load();
  const sizes = [password.length, salt.length, keyBytes];
  const [passwordAt = 0, saltAt = 0, keyAt = 0] = sizes.map((size) => argon2.malloc(size + 1));
  const bytesAt = (at: number, size: number) => new Uint8Array(argon2.memory.buffer, at, size);
  try {
    bytesAt(passwordAt, password.length).set(password);
    bytesAt(saltAt, salt.length).set(salt);
    const failure = argon2.argon2_hash(
      cost.passes,
      cost.memoryKiB,
      cost.lanes,
      passwordAt,
      password.length,
      saltAt,
      salt.length,
      keyAt,
      keyBytes,
      0,
      0,
      ARGON2ID,
      VERSION_1_3,
    );
    if (failure !== 0) throw new Error(`Argon2 failed with ${failure}`);
    return bytesAt(keyAt, keyBytes).slice();
  } finally {
    bytesAt(passwordAt, password.length).fill(0);
    bytesAt(keyAt, keyBytes).fill(0);
    for (const at of [passwordAt, saltAt, keyAt]) argon2.free(at);
  }
}
