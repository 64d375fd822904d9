import { exports } from "cloudflare:workers";
import { expect } from "vitest";
import type { SeededUser } from "../../worker/features/bench/schema.ts";

export const ORIGIN = "http://localhost";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

export interface CallInit {
  method?: string;
  /** An API key. */
  key?: string;
  cookie?: string;
  /** Sent as JSON. */
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string | undefined>;
}

/** Calls the Worker under test and reads the whole answer. */
export async function call(path: string, init: CallInit = {}): Promise<Answer> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(init.headers ?? {})) {
    if (value !== undefined) headers.set(name, value);
  }
  if (init.key !== undefined) headers.set("authorization", `Bearer ${init.key}`);
  if (init.cookie !== undefined) headers.set("cookie", init.cookie);
  const body = init.json === undefined ? init.body : JSON.stringify(init.json);
  if (init.json !== undefined && !headers.has("content-type")) {
    headers.set("content-type", "application/json");
  }
  const method = init.method ?? (body === undefined ? "GET" : "POST");
  const response = await exports.default.fetch(`${ORIGIN}${path}`, { method, headers, body });
  const text = await response.text();
  const isJson = /json(?:;|$)/.test(response.headers.get("content-type") ?? "");
  const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, json };
}

let made = 0;

/** A verified, signed-in user of their own workspace, with an API key unless told otherwise. */
export async function seedUser(
  user: Record<string, unknown> = {},
): Promise<SeededUser & { apiKey: string }> {
  made += 1;
  const email = `user-${made}@example.com`;
  const { status, json, text } = await call("/__bench/seed", {
    json: { users: [{ email, password: "correct horse battery", apiKey: true, ...user }] },
  });
  expect(status, text).toBe(200);
  const [seeded] = json["users"] as (SeededUser & { apiKey: string })[];
  if (seeded === undefined) throw new Error("nobody was seeded");
  return seeded;
}

/** Asserts that an answer is a problem document of that slug, in both shapes under `/api/v1`. */
export function expectProblem(answer: Answer, slug: string, status: number): void {
  expect(answer.headers.get("content-type"), answer.text).toBe("application/problem+json");
  expect(answer.json, answer.text).toMatchObject({
    type: `${ORIGIN}/problems/${slug}`,
    slug,
    status,
    title: expect.any(String),
    instance: answer.headers.get("x-request-id"),
  });
  expect(answer.status).toBe(status);
}

/** Shifts the clock of the deployment under test. */
export async function shiftClock(offsetMs: number): Promise<void> {
  const { status, text } = await call("/__bench/clock", { json: { offsetMs } });
  expect(status, text).toBe(200);
}
