import type { Stripe } from "stripe";
import { Clock } from "./clock.ts";
import { notThere } from "./failure.ts";
import { lettersOf } from "./ids.ts";
import {
  kindNames,
  kindOf,
  type EventType,
  type Kind,
  type Stored,
  type StoredEvent,
  type Tables,
} from "./tables.ts";
import { changesOf, wireOf } from "./wire.ts";

export const API_VERSION = "2026-10-28.endive" satisfies Stripe.LatestApiVersion;

/** Everything that one secret key sees: nothing of it is shared with another key. */
export class Account {
  readonly key: string;
  readonly id: string;
  readonly clock: Clock;
  /** Where the hosted pages are. */
  readonly baseUrl: string;
  /** What is kept beside an object and never shown. */
  readonly hidden = new Map<string, unknown>();
  /** The call that is being answered, which its events name. */
  request: Stripe.Event.Request | null = null;
  /** Told of every payment that succeeded outside the flow which started it. */
  onPaid: (intent: Stripe.PaymentIntent) => void = () => {};
  /** Told a week before a subscription renews. */
  onUpcoming: (subscription: Stripe.Subscription) => void = () => {};
  /** While it is set, nothing is told. */
  isSilent = false;
  /** Told of every event. */
  onEvent: (event: StoredEvent) => void = () => {};
  #tables = new Map<Kind, Map<string, Stored>>();
  #deleted = new Map<string, { id: string; object: string; deleted: true }>();
  #counters = new Map<string, number>();
  #tag: string;

  constructor(key: string, baseUrl: string, now: () => number) {
    this.key = key;
    this.baseUrl = baseUrl;
    this.clock = new Clock(now);
    this.#tag = lettersOf(key, 12);
    this.id = `acct_${lettersOf(`account ${key}`, 16)}`;
  }

  /** The account's time in whole seconds, as Stripe counts; a test clock's for its customers. */
  now(customer?: string | null): number {
    const clockId =
      customer === undefined || customer === null
        ? null
        : this.find("customer", customer)?.test_clock;
    const clock =
      typeof clockId === "string" ? this.find("test_helpers.test_clock", clockId) : null;
    return clock?.frozen_time ?? Math.floor(this.clock.nowMs / 1_000);
  }

  newId(prefix: string): string {
    const count = (this.#counters.get(prefix) ?? 0) + 1;
    this.#counters.set(prefix, count);
    return `${prefix}_${this.#tag}${count.toString(36).padStart(6, "0")}`;
  }

  table<K extends Kind>(kind: K): Map<string, Tables[K]> {
    let table = this.#tables.get(kind);
    if (table === undefined) {
      table = new Map<string, Stored>();
      this.#tables.set(kind, table);
    }
    return table as Map<string, Tables[K]>;
  }

  all<K extends Kind>(kind: K): Tables[K][] {
    return [...this.table(kind).values()];
  }

  find<K extends Kind>(kind: K, id: string): Tables[K] | undefined {
    return this.table(kind).get(id);
  }

  /** Refuses as Stripe does when it is not there; `param` names where the id came from. */
  get<K extends Kind>(kind: K, id: string, param = "id"): Tables[K] {
    const found = this.find(kind, id);
    if (found === undefined) throw notThere(kindNames[kind] ?? kind, id, param);
    return found;
  }

  create<T extends Stored>(object: T, event?: EventType): T {
    const table = this.table(object.object) as Map<string, Stored>;
    table.set(object.id, object);
    if (event !== undefined) this.emit(event, object);
    return object;
  }

  /** Whatever has the id, also what was deleted. */
  findAny(id: string): object | undefined {
    const kind = kindOf(id);
    const found = kind === undefined ? undefined : this.find(kind, id);
    return found ?? this.find("coupon", id) ?? this.findDeleted(id);
  }

  /** Changes the object and tells of it when anything is different. */
  update<T extends Stored>(object: T, changes: Partial<T>, event?: EventType): T {
    const isTold = event !== undefined && !this.isSilent;
    const before = isTold ? wireOf(object) : undefined;
    Object.assign(object, changes);
    if (isTold && before !== undefined) this.emitChanges(event, object, before);
    return object;
  }

  remove(object: Stored, event?: EventType): { id: string; object: string; deleted: true } {
    this.table(object.object).delete(object.id);
    const stub = { id: object.id, object: object.object, deleted: true as const };
    this.#deleted.set(object.id, stub);
    if (event !== undefined) this.emit(event, object);
    return stub;
  }

  findDeleted(id: string): { id: string; object: string; deleted: true } | undefined {
    return this.#deleted.get(id);
  }

  /** Tells what is different from how the object was, if anything is. */
  emitChanges(type: EventType, object: object, before: Record<string, unknown>): void {
    const previous = changesOf(before, wireOf(object));
    if (Object.keys(previous).length > 0) this.emit(type, object, previous);
  }

  emit(type: EventType, object: object, previous?: Record<string, unknown>): void {
    if (!this.isSilent) this.tell(type, object, previous);
  }

  /** Makes an event of the object as it is now. */
  tell(type: EventType, object: object, previous?: Record<string, unknown>): StoredEvent {
    const shown = wireOf(object);
    const customer = "customer" in shown ? shown.customer : undefined;
    const event: StoredEvent = {
      id: this.newId("evt"),
      object: "event",
      api_version: API_VERSION,
      created: this.now(typeof customer === "string" ? customer : null),
      data: { object: shown, ...(previous === undefined ? {} : { previous_attributes: previous }) },
      livemode: false,
      pending_webhooks: 0,
      request: this.request,
      type,
    };
    this.table("event").set(event.id, event);
    this.onEvent(event);
    return event;
  }
}

/** The id in a field that may be expanded. */
export function idOf(value: string | { id: string }): string;
export function idOf(value: string | { id: string } | null | undefined): string | null;
export function idOf(value: string | { id: string } | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : value.id;
}
