import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type KoaContextWithOIDC } from "oidc-provider";
import { type AppleClient, appleStandIn } from "./apple.ts";
import { crookedProviders } from "./crooked.ts";

/** Who is signed in at the providers: everybody who comes to authorize is this person. */
export interface StandInPerson {
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name?: string;
}

/** How GitHub's stand-in misbehaves until it is told otherwise. */
export type Misbehaviour = "none" | "no-token" | "stall" | "html";

export const CLIENT_ID = "selvedge-test";
export const CLIENT_SECRET = "a-client-secret-of-the-tests";

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

/** A stand-in of GitHub: codes work once and only with their PKCE verifier's owner. */
function gitHub(person: () => StandInPerson) {
  const codes = new Map<string, StandInPerson>();
  const tokens = new Map<string, StandInPerson>();
  let mode: Misbehaviour = "none";
  return {
    behave(next: Misbehaviour) {
      mode = next;
    },
    async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
      if (mode === "stall") return;
      if (mode === "html") {
        response.writeHead(502, { "content-type": "text/html" });
        response.end("<h1>Unicorn!</h1>");
        return;
      }
      const holder = tokens.get((request.headers.authorization ?? "").replace("Bearer ", ""));
      switch (url.pathname) {
        case "/github/login/oauth/authorize": {
          const code = crypto.randomUUID();
          codes.set(code, person());
          const back = new URL(url.searchParams.get("redirect_uri") ?? "");
          back.searchParams.set("code", code);
          back.searchParams.set("state", url.searchParams.get("state") ?? "");
          response.writeHead(302, { location: back.href });
          response.end();
          return;
        }
        case "/github/login/oauth/access_token": {
          const form = new URLSearchParams(await readBody(request));
          const code = form.get("code") ?? "";
          const holder = codes.get(code);
          codes.delete(code);
          const isClient = form.get("client_secret") === CLIENT_SECRET;
          // GitHub answers 200 also when it refuses.
          if (holder === undefined || !isClient || mode === "no-token") {
            return json(response, 200, { error: "bad_verification_code" });
          }
          const token = crypto.randomUUID();
          tokens.set(token, holder);
          return json(response, 200, { access_token: token, token_type: "bearer" });
        }
        case "/github/user":
          if (holder === undefined) return json(response, 401, {});
          return json(response, 200, { id: Number(holder.subject), name: holder.name ?? null });
        case "/github/user/emails":
          if (holder === undefined) return json(response, 401, {});
          return json(
            response,
            200,
            holder.email === null
              ? []
              : [
                  { email: "old@example.com", primary: false, verified: true },
                  { email: holder.email, primary: true, verified: holder.emailVerified },
                ],
          );
        default:
          return json(response, 404, {});
      }
    },
  };
}

function openIdProvider(issuer: string, origins: string[], person: () => StandInPerson) {
  const people = new Map<string, StandInPerson>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: origins.map((origin) => `${origin}/sign-in/callback/google`),
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["only-for-tests"] },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    features: { devInteractions: { enabled: false } },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => {
        const known = people.get(accountId);
        return {
          sub: accountId,
          email: known?.email ?? undefined,
          email_verified: known?.emailVerified,
          name: known?.name,
        };
      },
    }),
    async loadExistingGrant(ctx: KoaContextWithOIDC) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId ?? "",
        accountId: ctx.oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope("openid email profile name");
      await grant.save();
      return grant;
    },
  });
  // A workspace's address is not known before it is there.
  provider.Client.prototype.redirectUriAllowed = (uri) =>
    origins.some((origin) => uri.startsWith(`${origin}/sign-in/`));
  const handle = provider.callback();
  return async (request: IncomingMessage, response: ServerResponse, url: URL) => {
    if (!url.pathname.startsWith("/interaction/")) return await handle(request, response);
    const who = person();
    people.set(who.subject, who);
    await provider.interactionFinished(request, response, { login: { accountId: who.subject } });
  };
}

export interface StandIns {
  /**
   * The issuer of the OpenID provider; GitHub's stand-in is below `/github`, providers that are wrong
   * in one way each below `/crooked`.
   */
  url: string;
  /** The issuer that stands in for Apple: on a site of its own, so that what it posts comes from there. */
  appleUrl: string;
  close(): Promise<void>;
}

/**
 * The providers that people come from: a certified OpenID provider, a stand-in of GitHub, and
 * providers of companies that are wrong, on loopback, and one of Apple. `PUT /__person` says who is
 * signed in there, `PUT /__github` how GitHub misbehaves, `PUT /__apple` which client Apple
 * knows, and who comes to it.
 */
export async function startProviders(origins: string[]): Promise<StandIns> {
  let person: StandInPerson = { subject: "1", email: "a@example.com", emailVerified: true };
  const gitHubStandIn = gitHub(() => person);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The providers have no port");
  const issuer = `http://localhost:${address.port}`;
  const openId = openIdProvider(issuer, origins, () => person);
  const crooked = await crookedProviders(issuer, () => person, readBody);
  const appleUrl = `http://127.0.0.1:${address.port}/apple`;
  const apple = await appleStandIn(appleUrl, readBody);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname === "/__person") {
      person = JSON.parse(await readBody(request)) as StandInPerson;
      return json(response, 200, person);
    }
    if (url.pathname === "/__github") {
      gitHubStandIn.behave((await readBody(request)) as Misbehaviour);
      return json(response, 200, {});
    }
    if (url.pathname === "/__apple") {
      apple.enter(JSON.parse(await readBody(request)) as AppleClient);
      return json(response, 200, {});
    }
    if (url.pathname.startsWith("/apple/")) return await apple.handle(request, response, url);
    if (url.pathname.startsWith("/github/")) {
      return await gitHubStandIn.handle(request, response, url);
    }
    if (url.pathname.startsWith("/crooked/")) return await crooked(request, response, url);
    await openId(request, response, url);
  };
  server.on("request", (request, response) => void serve(request, response));
  return {
    url: issuer,
    appleUrl,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
