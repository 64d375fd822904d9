import type { IncomingMessage, ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { StandInPerson } from "./serve.ts";

/**
 * How a company's provider is wrong; it is part of its issuer, `<url>/crooked/<way>`. `honest` is
 * right; `silent` says nothing of confirmed addresses, and `userinfo` keeps them out of the id_token.
 */
export const crookedWays = [
  "honest",
  "silent",
  "userinfo",
  "wrong-userinfo",
  "wrong-audience",
  "wrong-nonce",
  "wrong-issuer",
  "foreign-key",
  "expired",
  "shared-secret",
  "no-iss",
  "no-pkce",
  "no-code",
  "no-keys",
  "other-name",
  "redirect",
  "html",
  "huge",
  "stall",
] as const;
export type CrookedWay = (typeof crookedWays)[number];

interface Asked {
  person: StandInPerson;
  nonce: string;
  clientId: string;
  challenge: string;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(digest).toString("base64url");
}

/** Providers that speak OpenID Connect, each wrong in one way. */
export async function crookedProviders(
  url: string,
  person: () => StandInPerson,
  readBody: (request: IncomingMessage) => Promise<string>,
) {
  const [own, foreign] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
  const publicKey = { ...(await exportJWK(own.publicKey)), kid: "own", alg: "ES256", use: "sig" };
  const codes = new Map<string, Asked>();
  const tokens = new Map<string, StandInPerson>();

  function describe(issuer: string, way: CrookedWay) {
    return {
      issuer: way === "other-name" ? `${issuer}-else` : issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: way === "no-code" ? ["id_token"] : ["code"],
      id_token_signing_alg_values_supported: ["ES256"],
      authorization_response_iss_parameter_supported: true,
      ...(way === "silent"
        ? {}
        : { code_challenge_methods_supported: way === "no-pkce" ? ["plain"] : ["S256"] }),
    };
  }

  async function idToken(issuer: string, way: CrookedWay, asked: Asked): Promise<string> {
    const { subject, email, emailVerified, name } = asked.person;
    const hides = way === "userinfo" || way === "wrong-userinfo";
    const now = Math.floor(Date.now() / 1_000);
    const issuedAt = way === "expired" ? now - 7_200 : now;
    const token = new SignJWT({
      nonce: way === "wrong-nonce" ? "of-somebody-else" : asked.nonce,
      ...(hides ? {} : { email, name }),
      ...(hides || way === "silent" ? {} : { email_verified: emailVerified }),
    })
      .setSubject(subject)
      .setIssuer(way === "wrong-issuer" ? "https://login.elsewhere.example" : issuer)
      .setAudience(way === "wrong-audience" ? "another-client" : asked.clientId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + 300);
    if (way === "shared-secret") {
      const secret = new TextEncoder().encode("a-client-secret-of-the-tests-32-long");
      return await token.setProtectedHeader({ alg: "HS256" }).sign(secret);
    }
    const { privateKey } = way === "foreign-key" ? foreign : own;
    return await token.setProtectedHeader({ alg: "ES256", kid: "own" }).sign(privateKey);
  }

  async function answer(
    request: IncomingMessage,
    issuer: string,
    way: CrookedWay,
    { pathname, searchParams }: URL,
  ): Promise<{ status: number; body?: unknown; location?: string }> {
    switch (pathname.slice(pathname.indexOf(way) + way.length)) {
      case "/.well-known/openid-configuration":
        if (way === "redirect")
          return { status: 302, location: `${url}/crooked/honest${pathname}` };
        if (way === "huge") return { status: 200, body: { pad: "x".repeat(300_000) } };
        return { status: 200, body: describe(issuer, way) };
      case "/keys":
        return { status: 200, body: { keys: way === "no-keys" ? [] : [publicKey] } };
      case "/authorize": {
        const code = crypto.randomUUID();
        codes.set(code, {
          person: person(),
          nonce: searchParams.get("nonce") ?? "",
          clientId: searchParams.get("client_id") ?? "",
          challenge: searchParams.get("code_challenge") ?? "",
        });
        const back = new URL(searchParams.get("redirect_uri") ?? "");
        back.searchParams.set("code", code);
        back.searchParams.set("state", searchParams.get("state") ?? "");
        if (way !== "no-iss") back.searchParams.set("iss", issuer);
        return { status: 302, location: back.href };
      }
      case "/token": {
        const form = new URLSearchParams(await readBody(request));
        const asked = codes.get(form.get("code") ?? "");
        codes.delete(form.get("code") ?? "");
        const isProven = (await sha256(form.get("code_verifier") ?? "")) === asked?.challenge;
        // Without a list of ways RFC 8414 has the secret in a header.
        const isClient = request.headers.authorization?.startsWith("Basic ") === true;
        if (asked === undefined || !isProven || !isClient) {
          return { status: 400, body: { error: "invalid_grant" } };
        }
        const access_token = crypto.randomUUID();
        tokens.set(access_token, asked.person);
        return { status: 200, body: { access_token, id_token: await idToken(issuer, way, asked) } };
      }
      case "/userinfo": {
        const holder = tokens.get((request.headers.authorization ?? "").replace("Bearer ", ""));
        if (holder === undefined) return { status: 401, body: {} };
        const sub = way === "wrong-userinfo" ? "somebody-else" : holder.subject;
        const { email, emailVerified: email_verified } = holder;
        return { status: 200, body: { sub, email, email_verified } };
      }
      default:
        return { status: 404, body: {} };
    }
  }

  return async (request: IncomingMessage, response: ServerResponse, at: URL): Promise<void> => {
    const way = crookedWays.find((one) => at.pathname.startsWith(`/crooked/${one}/`));
    if (way === "stall") return;
    if (way === undefined || way === "html") {
      response.writeHead(way === undefined ? 404 : 200, { "content-type": "text/html" });
      response.end("<h1>Hello</h1>");
      return;
    }
    const { status, body, location } = await answer(request, `${url}/crooked/${way}`, way, at);
    response.writeHead(status, {
      "content-type": "application/json",
      ...(location === undefined ? {} : { location }),
    });
    response.end(JSON.stringify(body ?? {}));
  };
}
