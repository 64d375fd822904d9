import type { LiveEvent, Transcript } from "#features/chat/schema";
import { decideLive, type LiveAction, type LiveState, liveStateOf } from "./live-state.ts";

const RENDER_MS = 80;

/** Holds a conversation's live state for React; deltas reach it in steps, everything else at once. */
export class LiveStore {
  #state: LiveState;
  #shown: LiveState;
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(transcript: Transcript) {
    this.#state = liveStateOf(transcript);
    this.#shown = this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): LiveState => this.#shown;

  dispatch(action: LiveAction): void {
    this.#state = decideLive(this.#state, action);
    if (action.type === "live" && isGrowth(action.event)) {
      this.#timer ??= setTimeout(() => this.#publish(), RENDER_MS);
    } else {
      this.#publish();
    }
  }

  /** How often a snapshot was asked for, also before it is shown. */
  get resyncs(): number {
    return this.#state.resyncs;
  }

  #publish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#shown === this.#state) return;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  }
}

function isGrowth(event: LiveEvent): boolean {
  return event.type === "delta" || event.type === "citation";
}
