/** What the test bench can break on purpose. */
export type FaultTarget = "queue" | "d1" | "r2" | "object";
export type FaultMode = "error" | "stall" | "lost-reply";

interface Fault {
  mode: FaultMode;
  left: number;
}

const armed = new Map<FaultTarget, Fault>();
const STALL_MS = 3_000;

/** Makes the next `count` calls to `target` fail. A count of 0 disarms it. */
export function armFault(target: FaultTarget, mode: FaultMode, count: number): void {
  if (count > 0) armed.set(target, { mode, left: count });
  else armed.delete(target);
}

/**
 * Runs `call` unless a fault is armed: `error` fails before it, `stall` delays and then fails,
 * `lost-reply` lets it happen and fails afterwards, as a network that loses the answer does.
 */
export async function withFaults<T>(target: FaultTarget, call: () => Promise<T>): Promise<T> {
  const fault = armed.get(target);
  if (fault === undefined) return await call();
  fault.left -= 1;
  if (fault.left <= 0) armed.delete(target);
  if (fault.mode === "lost-reply") await call();
  if (fault.mode === "stall") await new Promise((resolve) => setTimeout(resolve, STALL_MS));
  throw new Error(`Injected fault: ${target} ${fault.mode}`);
}

/** The object with these methods failing while a fault is armed for `target`. */
export function withFaultyMethods<T extends object>(
  object: T,
  target: FaultTarget,
  names: readonly (keyof T & string)[],
): T {
  return new Proxy(object, {
    get(inner, name) {
      const member: unknown = Reflect.get(inner, name);
      if (typeof member !== "function") return member;
      if (!names.some((faulty) => faulty === name)) return member.bind(inner);
      return (...args: unknown[]) => withFaults(target, () => member.apply(inner, args));
    },
  });
}
