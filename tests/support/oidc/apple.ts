import type { IncomingMessage, ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, importSPKI, jwtVerify, SignJWT } from "jose";
import type { StandInPerson } from "./serve.ts";

/** A Services ID with its team's key, and who comes to agree to it. */
export interface AppleClient {
  clientId: string;
  teamId: string;
  keyId: string;
  /** PEM. */
  publicKey: string;
  person: StandInPerson;
  /** Apple's answer is another to someone who agrees than to someone who does not. */
  choice: "agree" | "cancel";
}

/** What Apple keeps of a code until it is used. */
interface Asked {
  person: StandInPerson;
  clientId: string;
  redirectUri: string;
  nonce: string | undefined;
  challenge: string | undefined;
  atMs: number;
}

interface Reply {
  status: number;
  body: unknown;
}

const CODE_MS = 5 * 60_000;
/** The longest that Apple takes a client secret for. */
const SECRET_SECONDS_MAX = 15_777_000;

const refused = (error: string): Reply => ({ status: 400, body: { error } });

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** The page that posts Apple's answer by itself (OAuth 2.0 Form Post Response Mode). */
function postingPage(action: string, fields: Record<string, string>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  return `<!doctype html><title>Apple</title><form method="post" action="${escaped(action)}">${inputs.join("")}</form><script>document.forms[0].submit()</script>`;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(digest).toString("base64url");
}

/** A name as Apple's form has it: in two parts, and only the first time that someone agrees. */
function userJson({ name = "", email }: StandInPerson): string {
  const [firstName = "", ...rest] = name.split(" ");
  return JSON.stringify({ name: { firstName, lastName: rest.join(" ") }, email });
}

/**
 * Sign in with Apple, as far as its pages describe it, with what it remembers: who has agreed to
 * which client (only the first answer holds a name), codes, which work once and for five minutes, and
 * refresh tokens, whose revoking takes the agreement away. The client secret is checked by the public
 * key of the team.
 * https://developer.apple.com/documentation/signinwithapplerestapi
 */
export async function appleStandIn(
  issuer: string,
  readBody: (request: IncomingMessage) => Promise<string>,
) {
  const signing = await generateKeyPair("RS256");
  const publicKey = { ...(await exportJWK(signing.publicKey)), kid: "apple", alg: "RS256" };
  const clients = new Map<string, AppleClient>();
  const agreed = new Set<string>();
  const codes = new Map<string, Asked>();
  const refreshTokens = new Map<string, string>();

  async function isClient(form: URLSearchParams): Promise<boolean> {
    const client = clients.get(form.get("client_id") ?? "");
    if (client === undefined) return false;
    try {
      const key = await importSPKI(client.publicKey, "ES256");
      const { payload, protectedHeader } = await jwtVerify(form.get("client_secret") ?? "", key, {
        algorithms: ["ES256"],
        issuer: client.teamId,
        subject: client.clientId,
        audience: issuer,
        requiredClaims: ["iat", "exp"],
      });
      const seconds = (payload.exp ?? 0) - (payload.iat ?? 0);
      return protectedHeader.kid === client.keyId && seconds <= SECRET_SECONDS_MAX;
    } catch {
      return false;
    }
  }

  function authorize(params: URLSearchParams, response: ServerResponse): void {
    const client = clients.get(params.get("client_id") ?? "");
    const redirectUri = params.get("redirect_uri") ?? "";
    const asksForData = /\b(name|email)\b/.test(params.get("scope") ?? "");
    const isFine =
      params.get("response_type") === "code" &&
      (!asksForData || params.get("response_mode") === "form_post");
    if (client === undefined || !isFine) {
      response.writeHead(400, { "content-type": "text/plain" });
      response.end("invalid_request");
      return;
    }
    const state = params.get("state") ?? "";
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    const { clientId, person: who } = client;
    if (client.choice === "cancel") {
      response.end(postingPage(redirectUri, { state, error: "user_cancelled_authorize" }));
      return;
    }
    const agreement = `${clientId} ${who.subject}`;
    const isFirst = !agreed.has(agreement);
    agreed.add(agreement);
    const code = `c${crypto.randomUUID().replaceAll("-", "")}.0.mrrq`;
    codes.set(code, {
      person: who,
      clientId,
      redirectUri,
      nonce: params.get("nonce") ?? undefined,
      challenge: params.get("code_challenge") ?? undefined,
      atMs: Date.now(),
    });
    const user: Record<string, string> = isFirst && asksForData ? { user: userJson(who) } : {};
    response.end(postingPage(redirectUri, { state, code, ...user }));
  }

  async function idToken({ person: who, clientId, nonce }: Asked): Promise<string> {
    const isRelayed = who.email?.endsWith("@privaterelay.appleid.com") ?? false;
    return await new SignJWT({
      // Apple writes these as text.
      ...(who.email === null
        ? {}
        : { email: who.email, email_verified: who.emailVerified ? "true" : "false" }),
      ...(isRelayed ? { is_private_email: "true" } : {}),
      ...(nonce === undefined ? {} : { nonce, nonce_supported: true }),
      auth_time: Math.floor(Date.now() / 1_000),
    })
      .setProtectedHeader({ alg: "RS256", kid: "apple" })
      .setIssuer(issuer)
      .setAudience(clientId)
      .setSubject(who.subject)
      .setIssuedAt()
      .setExpirationTime("10m")
      .sign(signing.privateKey);
  }

  async function exchange(form: URLSearchParams): Promise<Reply> {
    if (!(await isClient(form))) return refused("invalid_client");
    if (form.get("grant_type") !== "authorization_code") return refused("unsupported_grant_type");
    const asked = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const isRight =
      asked !== undefined &&
      asked.clientId === form.get("client_id") &&
      asked.redirectUri === form.get("redirect_uri") &&
      Date.now() - asked.atMs < CODE_MS &&
      (asked.challenge === undefined ||
        asked.challenge === (await sha256(form.get("code_verifier") ?? "")));
    if (!isRight) return refused("invalid_grant");
    const refreshToken = `r${crypto.randomUUID()}`;
    refreshTokens.set(refreshToken, `${asked.clientId} ${asked.person.subject}`);
    const body = {
      access_token: `a${crypto.randomUUID()}`,
      token_type: "Bearer",
      expires_in: 3_600,
      refresh_token: refreshToken,
      id_token: await idToken(asked),
    };
    return { status: 200, body };
  }

  /** Whatever the token is, the answer is the same (RFC 7009). */
  async function revoke(form: URLSearchParams): Promise<Reply> {
    if (!(await isClient(form))) return refused("invalid_client");
    agreed.delete(refreshTokens.get(form.get("token") ?? "") ?? "");
    return { status: 200, body: {} };
  }

  async function reply(request: IncomingMessage, path: string): Promise<Reply> {
    switch (path) {
      case "/.well-known/openid-configuration":
        return {
          status: 200,
          body: {
            issuer,
            authorization_endpoint: `${issuer}/auth/authorize`,
            token_endpoint: `${issuer}/auth/token`,
            revocation_endpoint: `${issuer}/auth/revoke`,
            jwks_uri: `${issuer}/auth/keys`,
            response_types_supported: ["code"],
            response_modes_supported: ["query", "fragment", "form_post"],
            subject_types_supported: ["pairwise"],
            id_token_signing_alg_values_supported: ["RS256"],
            scopes_supported: ["openid", "email", "name"],
            token_endpoint_auth_methods_supported: ["client_secret_post"],
          },
        };
      case "/auth/keys":
        return { status: 200, body: { keys: [{ ...publicKey, use: "sig" }] } };
      case "/auth/token":
        return await exchange(new URLSearchParams(await readBody(request)));
      case "/auth/revoke":
        return await revoke(new URLSearchParams(await readBody(request)));
      default:
        return { status: 404, body: {} };
    }
  }

  return {
    /** What is not said of a client stays as it is. */
    enter(client: AppleClient) {
      clients.set(client.clientId, { ...clients.get(client.clientId), ...client });
    },
    async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
      const path = url.pathname.slice("/apple".length);
      if (path === "/auth/authorize") return authorize(url.searchParams, response);
      const { status, body } = await reply(request, path);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    },
  };
}
