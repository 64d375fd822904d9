import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "#core/time";
import { listMails } from "#features/mail";
import { listNotices } from "#features/notices";
import { shiftClock } from "#platform/clock";
import { call, expectProblem, seedUser } from "../../../tests/support/api.ts";
import { anonymousCtx, ctxWith, jobCtx } from "../../../tests/support/people.ts";
import { decideProgramRequest, findProgramRequest, listPrograms, revokeProgram } from "./index.ts";
import { expireTokensJob } from "./jobs.ts";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const client_id = "backup-tool";

afterEach(() => shiftClock(0));

type Person = Awaited<ReturnType<typeof seedUser>>;

interface Tokens {
  access_token: string;
  refresh_token: string;
  scope: string;
}

async function post(path: string, fields: Record<string, string>) {
  return await call(`/api/v1/auth/${path}`, {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
}

async function ask(fields: Record<string, string> = {}) {
  const { json, status, text } = await post("device", { client_id, ...fields });
  expect(status, text).toBe(200);
  return json as { device_code: string; user_code: string; interval: number };
}

async function poll(device_code: string, more: Record<string, string> = {}) {
  return await post("token", { grant_type: DEVICE_GRANT, client_id, device_code, ...more });
}

async function renew(refresh_token: string) {
  return await post("token", { grant_type: "refresh_token", client_id, refresh_token });
}

async function letIn(person: Person, scope = "chat read write"): Promise<Tokens> {
  const { device_code, user_code } = await ask({ scope });
  await decideProgramRequest(await ctxWith(person.cookie), { code: user_code, approve: true });
  const { json, status, text } = await poll(device_code);
  expect(status, text).toBe(200);
  return json as unknown as Tokens;
}

const me = async (token: string) => await call("/api/v1/me", { key: token });

async function expectRefused(work: ReturnType<typeof post>, error: string) {
  const answer = await work;
  expect(answer.json, answer.text).toMatchObject({ error, slug: "grant-refused", status: 400 });
  expect(answer.status).toBe(400);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
}

describe("a program without a browser", () => {
  test("waits until its person agrees, and then acts for them with its scopes", async () => {
    const person = await seedUser();
    const { device_code, user_code, interval } = await ask({ scope: "read" });
    expect(user_code).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
    expect(interval).toBe(5);
    await expectRefused(poll(device_code), "authorization_pending");
    const ctx = await ctxWith(person.cookie);
    expect(await findProgramRequest(ctx, { code: user_code.toLowerCase() })).toMatchObject({
      clientId: "backup-tool",
      scopes: ["read"],
    });
    await decideProgramRequest(ctx, { code: user_code, approve: true });
    const { json, status } = await poll(device_code);
    expect(status).toBe(200);
    expect(json).toMatchObject({ token_type: "Bearer", expires_in: 900, scope: "read" });
    const mine = await me(String(json["access_token"]));
    expect(mine.json).toMatchObject({ id: person.id, workspaceId: person.workspaceId });
    const write = await call("/api/v1/api-keys", {
      key: String(json["access_token"]),
      json: { name: "more", scopes: ["read"] },
    });
    expectProblem(write, "forbidden", 403);
  });

  test("is told to slow down when it polls too often, five seconds more each time", async () => {
    const { device_code } = await ask();
    await expectRefused(poll(device_code), "authorization_pending");
    const early = await poll(device_code);
    expect(early.json).toMatchObject({ error: "slow_down", interval: 10 });
    shiftClock(9 * SECOND_MS);
    expect((await poll(device_code)).json).toMatchObject({ error: "slow_down", interval: 15 });
    shiftClock(25 * SECOND_MS);
    await expectRefused(poll(device_code), "authorization_pending");
  });

  test("is turned away for good", async () => {
    const person = await seedUser();
    const { device_code, user_code } = await ask();
    const ctx = await ctxWith(person.cookie);
    await decideProgramRequest(ctx, { code: user_code, approve: false });
    await expectRefused(poll(device_code), "access_denied");
    await expect(
      decideProgramRequest(ctx, { code: user_code, approve: true }),
    ).rejects.toMatchObject({ slug: "link-expired" });
    await expectRefused(poll(device_code), "access_denied");
  });

  test("comes too late after fifteen minutes, approved or not", async () => {
    const person = await seedUser();
    const [waiting, approved] = [await ask(), await ask()];
    await decideProgramRequest(await ctxWith(person.cookie), {
      code: approved.user_code,
      approve: true,
    });
    shiftClock(15 * MINUTE_MS + SECOND_MS);
    await expectRefused(poll(waiting.device_code), "expired_token");
    await expectRefused(poll(approved.device_code), "expired_token");
    expect(
      await findProgramRequest(await ctxWith(person.cookie), { code: waiting.user_code }),
    ).toBeUndefined();
  });

  test("gets the same tokens when the reply was lost, and none later", async () => {
    const person = await seedUser();
    const { device_code, user_code } = await ask();
    await decideProgramRequest(await ctxWith(person.cookie), { code: user_code, approve: true });
    const replies = await Promise.all([poll(device_code), poll(device_code)]);
    const again = await poll(device_code);
    const refreshTokens = [...replies, again].map(({ json }) => json["refresh_token"]);
    expect(new Set(refreshTokens).size).toBe(1);
    expect(await listPrograms(await ctxWith(person.cookie))).toHaveLength(1);
    shiftClock(11 * SECOND_MS);
    await expectRefused(poll(device_code), "invalid_grant");
  });

  test("cannot use the code of another client, nor an unknown one", async () => {
    const { device_code } = await ask();
    await expectRefused(poll(device_code, { client_id: "other-tool" }), "invalid_grant");
    await expectRefused(poll("dc_selv_unknown"), "invalid_grant");
  });

  test("is told what is wrong with its request in the words of RFC 6749", async () => {
    await expectRefused(post("device", { client_id: "No Good" }), "invalid_client");
    await expectRefused(post("device", {}), "invalid_client");
    await expectRefused(post("device", { client_id, scope: "everything" }), "invalid_scope");
    await expectRefused(post("token", { client_id }), "unsupported_grant_type");
    await expectRefused(
      post("token", { grant_type: "password", client_id }),
      "unsupported_grant_type",
    );
    await expectRefused(post("token", { grant_type: DEVICE_GRANT, client_id }), "invalid_request");
    await expectRefused(post("refresh", { client_id }), "invalid_request");
    const long = await post("device", { client_id, scope: "x".repeat(501) });
    expect(long.json).toMatchObject({ error: "invalid_request", slug: "invalid-input" });
  });
});

test("codes are decided by people only, who have twenty tries an hour", async () => {
  const { user_code } = await ask();
  await expect(
    decideProgramRequest(anonymousCtx(), { code: user_code, approve: true }),
  ).rejects.toMatchObject({ slug: "unauthorized" });
  const ctx = await ctxWith((await seedUser()).cookie);
  for (let i = 0; i < 20; i++) {
    expect(await findProgramRequest(ctx, { code: "BBBB-BBBB" })).toBeUndefined();
  }
  await expect(findProgramRequest(ctx, { code: user_code })).rejects.toMatchObject({
    slug: "too-many-requests",
  });
});

describe("a refresh token", () => {
  test("works once and brings its successor", async () => {
    const first = await letIn(await seedUser());
    const { json, status } = await renew(first.refresh_token);
    expect(status).toBe(200);
    const second = json as unknown as Tokens;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await me(second.access_token)).status).toBe(200);
    expect((await renew(second.refresh_token)).status).toBe(200);
  });

  test("gives the same successor again for a reply that was lost, also to two at once", async () => {
    const first = await letIn(await seedUser());
    const replies = await Promise.all([renew(first.refresh_token), renew(first.refresh_token)]);
    shiftClock(8 * SECOND_MS);
    const again = await renew(first.refresh_token);
    const successors = [...replies, again].map(({ json }) => json["refresh_token"]);
    expect(new Set(successors).size).toBe(1);
    expect((await renew(String(successors[0]))).status).toBe(200);
  });

  test("that comes back after ten seconds ends the family: thief and owner are out at once", async () => {
    const person = await seedUser();
    const first = await letIn(person);
    const { json } = await renew(first.refresh_token);
    expect((await me(String(json["access_token"]))).status).toBe(200);
    shiftClock(11 * SECOND_MS);
    await expectRefused(renew(first.refresh_token), "invalid_grant");
    expectProblem(await me(String(json["access_token"])), "unauthorized", 401);
    await expectRefused(renew(String(json["refresh_token"])), "invalid_grant");
    expect(await listPrograms(await ctxWith(person.cookie))).toEqual([]);
  });

  test("that was stolen is told to the person by mail and notice, once", async () => {
    const person = await seedUser();
    const first = await letIn(person);
    await renew(first.refresh_token);
    shiftClock(11 * SECOND_MS);
    await expectRefused(renew(first.refresh_token), "invalid_grant");
    await expectRefused(renew(first.refresh_token), "invalid_grant");
    const told = (await listNotices(await ctxWith(person.cookie))).items;
    expect(told.filter(({ kind }) => kind === "program-stolen")).toMatchObject([
      { data: { program: client_id }, href: "/account/sign-ins" },
    ]);
    const mails = await listMails(jobCtx(), { to: person.email });
    expect(mails.filter(({ template }) => template === "program-stolen")).toHaveLength(1);
  });

  test("that comes back after its successor was used ends the family within the ten seconds", async () => {
    const first = await letIn(await seedUser());
    const { json } = await renew(first.refresh_token);
    await renew(String(json["refresh_token"]));
    await expectRefused(renew(first.refresh_token), "invalid_grant");
    await expectRefused(renew(String(json["refresh_token"])), "invalid_grant");
  });

  test("belongs to its client", async () => {
    const { refresh_token } = await letIn(await seedUser());
    await expectRefused(
      post("refresh", { client_id: "other-tool", refresh_token }),
      "invalid_grant",
    );
    expect((await post("refresh", { client_id, refresh_token })).status).toBe(200);
  });

  test("ends ninety days after it was last renewed", async () => {
    const first = await letIn(await seedUser());
    shiftClock(89 * DAY_MS);
    const { json, status } = await renew(first.refresh_token);
    expect(status).toBe(200);
    shiftClock(180 * DAY_MS);
    await expectRefused(renew(String(json["refresh_token"])), "invalid_grant");
  });
});

describe("an access token", () => {
  test("ends after fifteen minutes, by the product's clock", async () => {
    const { access_token } = await letIn(await seedUser());
    shiftClock(15 * MINUTE_MS - 2 * SECOND_MS);
    expect((await me(access_token)).status).toBe(200);
    shiftClock(15 * MINUTE_MS + 2 * SECOND_MS);
    expectProblem(await me(access_token), "unauthorized", 401);
  });

  test("of which one character is changed opens nothing", async () => {
    const { access_token } = await letIn(await seedUser());
    const flip = (at: number) => {
      const other = access_token.charAt(at) === "0" ? "1" : "0";
      return access_token.slice(0, at) + other + access_token.slice(at + 1);
    };
    for (const at of [10, 40, access_token.length - 1]) {
      expectProblem(await me(flip(at)), "unauthorized", 401);
    }
    const later = access_token.replace(/_([0-9a-z]{8})_/, "_zzzzzzzz_");
    expectProblem(await me(later), "unauthorized", 401);
  });

  test("stops at once when its person takes the access away; others cannot", async () => {
    const [person, stranger] = [await seedUser(), await seedUser()];
    const { access_token, refresh_token } = await letIn(person);
    expect((await me(access_token)).status).toBe(200);
    const ctx = await ctxWith(person.cookie);
    const [program] = await listPrograms(ctx);
    const id = program?.id ?? "";
    await expect(revokeProgram(await ctxWith(stranger.cookie), id)).rejects.toMatchObject({
      slug: "not-found",
    });
    expect((await me(access_token)).status).toBe(200);
    await revokeProgram(ctx, id);
    expectProblem(await me(access_token), "unauthorized", 401);
    await expectRefused(renew(refresh_token), "invalid_grant");
    await revokeProgram(ctx, id);
  });

  test.each(["access_token", "refresh_token"] as const)(
    "stops at once when the program gives back its %s, which may be repeated",
    async (which) => {
      const tokens = await letIn(await seedUser());
      expect((await me(tokens.access_token)).status).toBe(200);
      for (let i = 0; i < 2; i++) {
        expect((await post("revoke", { token: tokens[which] })).status).toBe(200);
      }
      expectProblem(await me(tokens.access_token), "unauthorized", 401);
      expect((await post("revoke", { token: "unknown" })).status).toBe(200);
    },
  );

  test("lists its person's programs and takes their access away by the API", async () => {
    const person = await seedUser();
    const { access_token } = await letIn(person, "read write");
    const { json } = await call("/api/v1/users/me/programs", { key: access_token });
    const [item] = json["items"] as { id: string; clientId: string }[];
    expect(item).toMatchObject({ clientId: "backup-tool", scopes: ["read", "write"] });
    const path = `/api/v1/users/me/programs/${item?.id}`;
    const { status } = await call(path, { method: "DELETE", key: access_token });
    expect(status).toBe(204);
    expectProblem(await me(access_token), "unauthorized", 401);
  });
});

test("a network asks thirty times in ten minutes, and no more", async () => {
  const { requestDevice } = await import("./index.ts");
  for (let i = 0; i < 30; i++) {
    await requestDevice(anonymousCtx("prober"), { clientId: "backup-tool" });
  }
  await expect(
    requestDevice(anonymousCtx("prober"), { clientId: "backup-tool" }),
  ).rejects.toMatchObject({ slug: "too-many-requests" });
});

test("what is over is forgotten, programs a month after their end", async () => {
  const person = await seedUser();
  await letIn(person);
  const [program] = await listPrograms(await ctxWith(person.cookie));
  const isKept = async () => {
    await expireTokensJob(jobCtx());
    const row = env.DB.prepare("SELECT 1 FROM programs WHERE id = ?").bind(program?.id);
    return (await row.first()) !== null;
  };
  shiftClock(2 * DAY_MS);
  expect(await isKept()).toBe(true);
  await revokeProgram(await ctxWith(person.cookie), program?.id ?? "");
  shiftClock(31 * DAY_MS);
  expect(await isKept()).toBe(true);
  shiftClock(33 * DAY_MS);
  expect(await isKept()).toBe(false);
});
