import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, idParam, jsonAnswer, jsonBody } from "#platform/api";
import {
  addDomain,
  listDomains,
  removeDomain,
  updateDomain,
  verifyDomain,
} from "./claim-domain.ts";
import { answerJoinRequest, listJoinRequests } from "./answer-join-request.ts";
import { acceptJoinOffer, findJoinOffer } from "./join-offer.ts";
import {
  DomainPatch,
  DOMAINS_MAX,
  type DomainView,
  joinModes,
  type JoinRequestView,
  joinRoles,
  NewDomain,
} from "./schema.ts";

const tags = ["Workspaces"];
const Time = z.iso.datetime().max(40);
const id = "dom_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";
const userId = "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";
const ofDomain = z.object({ id: idParam("The domain's id", id) });

const Domain = z
  .object({
    id: z.string().max(64),
    domain: z.string().max(253),
    recordName: z.string().max(300).meta({ description: "Where the TXT record belongs" }),
    recordText: z.string().max(100).meta({ description: "What it says" }),
    mode: z
      .enum(joinModes)
      .meta({ description: "What happens when someone has confirmed an address of it" }),
    role: z.enum(joinRoles).meta({ description: "As what they come in" }),
    verifiedAt: Time.nullable(),
    checkedAt: Time.nullable(),
    missingSince: Time.nullable().meta({ description: "Since when the record was not found" }),
  })
  .meta({ id: "Domain" });

const example: z.infer<typeof Domain> = {
  id,
  domain: "acme.example",
  recordName: "_selvedge.acme.example",
  recordText: "selvedge-domain=5f2c0d7e9a1b4c6d8e0f1a2b3c4d5e6f",
  mode: "off",
  role: "member",
  verifiedAt: null,
  checkedAt: null,
  missingSince: null,
};

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : toIso(atMs);
}

function toDocument(view: DomainView): z.infer<typeof Domain> {
  const { verifiedAtMs, checkedAtMs, missingSinceMs, ...rest } = view;
  return {
    ...rest,
    verifiedAt: isoOrNull(verifiedAtMs),
    checkedAt: isoOrNull(checkedAtMs),
    missingSince: isoOrNull(missingSinceMs),
  };
}

const listRoute = apiRoute({
  method: "get",
  path: "/workspace/domains",
  operationId: "listDomains",
  summary: "List domains",
  description: "The domains that the workspace has claimed, with the records that prove them.",
  tags,
  scope: "read",
  responses: {
    200: jsonAnswer(
      "The domains",
      z.object({ items: z.array(Domain).max(DOMAINS_MAX), nextCursor: z.null() }),
      { items: [example], nextCursor: null },
    ),
  },
});

const claimRoute = apiRoute({
  method: "post",
  path: "/workspace/domains",
  operationId: "claimDomain",
  summary: "Claim a domain",
  description:
    "It counts once its TXT record was found. The domain of a public mail service is `forbidden`, one that is claimed here `already-exists`.",
  tags,
  scope: "write",
  idempotent: true,
  request: { body: jsonBody(NewDomain.meta({ id: "NewDomain" }), { domain: "acme.example" }) },
  responses: { 201: jsonAnswer("The domain", Domain, example) },
  problems: ["already-exists", "limit-reached"],
});

const checkRoute = apiRoute({
  method: "post",
  path: "/workspace/domains/{id}/check",
  operationId: "checkDomain",
  summary: "Look for a domain's record",
  description:
    "With it the domain is the workspace's. A missing record is a `conflict`, one that another workspace has proven is `already-exists`. At most ten checks a minute. Safe to repeat.",
  tags,
  scope: "write",
  request: { params: ofDomain },
  responses: { 200: jsonAnswer("The domain", Domain, example) },
  problems: ["not-found", "conflict", "already-exists"],
});

const updateRoute = apiRoute({
  method: "patch",
  path: "/workspace/domains/{id}",
  operationId: "updateDomain",
  summary: "Change how people join by a domain",
  description:
    "`join` lets people with a confirmed address of it in, `ask` lets them ask, `off` does nothing. Safe to repeat.",
  tags,
  scope: "write",
  request: {
    params: ofDomain,
    body: jsonBody(DomainPatch.meta({ id: "DomainPatch" }), { mode: "join", role: "member" }),
  },
  responses: { 204: { description: "It is changed" } },
  problems: ["not-found"],
});

const removeRoute = apiRoute({
  method: "delete",
  path: "/workspace/domains/{id}",
  operationId: "removeDomain",
  summary: "Let a domain go",
  description: "Nobody joins by it any more; who is in stays.",
  tags,
  scope: "write",
  request: { params: ofDomain },
  responses: { 204: { description: "It is gone" } },
  problems: ["not-found"],
});

const JoinRequest = z
  .object({
    userId: z.string().max(64),
    name: z.string().max(80),
    email: z.string().max(254),
    role: z.enum(joinRoles),
    askedAt: Time,
  })
  .meta({ id: "JoinRequest" });

function toRequestDocument({ askedAtMs, ...rest }: JoinRequestView): z.infer<typeof JoinRequest> {
  return { ...rest, askedAt: toIso(askedAtMs) };
}

const listRequestsRoute = apiRoute({
  method: "get",
  path: "/workspace/join-requests",
  operationId: "listJoinRequests",
  summary: "List who asks to join",
  description: "People of the workspace's domains who wait to be let in, longest first.",
  tags,
  scope: "write",
  responses: {
    200: jsonAnswer(
      "Who asks",
      z.object({ items: z.array(JoinRequest).max(200), nextCursor: z.null() }),
      {
        items: [
          {
            userId,
            name: "Grace",
            email: "grace@acme.example",
            role: "member",
            askedAt: "2026-11-20T09:30:00.000Z",
          },
        ],
        nextCursor: null,
      },
    ),
  },
});

const answerRoute = apiRoute({
  method: "post",
  path: "/workspace/join-requests/{id}",
  operationId: "answerJoinRequest",
  summary: "Answer who asks to join",
  description:
    "Lets them in, or declines. Whoever did not ask is `not-found`; without a seat left it is `limit-reached`.",
  tags,
  scope: "write",
  request: {
    params: z.object({ id: idParam("Who asked", userId) }),
    body: jsonBody(z.object({ accept: z.boolean() }).meta({ id: "JoinAnswer" }), { accept: true }),
  },
  responses: { 204: { description: "It is answered" } },
  problems: ["not-found", "limit-reached"],
});

const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const JoinOfferDocument = z
  .object({
    workspaceName: z.string().max(80),
    domain: z.string().max(253),
    mode: z.enum(["ask", "join"]),
    role: z.enum(joinRoles),
    asked: z.boolean().meta({ description: "You have asked, and wait for an answer" }),
  })
  .meta({ id: "JoinOffer" });

const offerRoute = apiRoute({
  method: "get",
  path: "/users/me/join-offer",
  operationId: "getJoinOffer",
  summary: "Get the workspace that is open to you",
  description: `The one that has proven the domain of your confirmed address and lets such people in, or ask; \`offer\` is null when there is none. ${byPerson}`,
  tags,
  scope: "read",
  person: true,
  responses: {
    200: jsonAnswer("The offer", z.object({ offer: JoinOfferDocument.nullable() }), {
      offer: {
        workspaceName: "Acme",
        domain: "acme.example",
        mode: "join",
        role: "member",
        asked: false,
      },
    }),
  },
});

const acceptOfferRoute = apiRoute({
  method: "post",
  path: "/users/me/join-offer/accept",
  operationId: "acceptJoinOffer",
  summary: "Join the workspace that is open to you",
  description: `You are in, and this session is there; or you have asked, where the workspace wants that or no seat is left. Without an offer, or once in, it is \`not-found\`. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  responses: {
    200: jsonAnswer("What came of it", z.object({ outcome: z.enum(["asked", "joined"]) }), {
      outcome: "joined",
    }),
  },
  problems: ["not-found"],
});

export function registerDomainRoutes(api: Api): void {
  api.openapi(offerRoute, async (c) => {
    const found = await findJoinOffer(c.var.ctx);
    if (found === undefined) return c.json({ offer: null }, 200);
    const { workspaceId: _workspaceId, ...offer } = found;
    return c.json({ offer }, 200);
  });
  api.openapi(acceptOfferRoute, async (c) =>
    c.json({ outcome: await acceptJoinOffer(c.var.ctx) }, 200),
  );
  api.openapi(listRoute, async (c) => {
    const domains = await listDomains(c.var.ctx);
    return c.json({ items: domains.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(claimRoute, async (c) =>
    c.json(toDocument(await addDomain(c.var.ctx, c.req.valid("json"))), 201),
  );
  api.openapi(checkRoute, async (c) =>
    c.json(toDocument(await verifyDomain(c.var.ctx, c.req.valid("param").id)), 200),
  );
  api.openapi(updateRoute, async (c) => {
    await updateDomain(c.var.ctx, c.req.valid("param").id, c.req.valid("json"));
    return c.body(null, 204);
  });
  api.openapi(removeRoute, async (c) => {
    await removeDomain(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
  api.openapi(listRequestsRoute, async (c) => {
    const requests = await listJoinRequests(c.var.ctx);
    return c.json({ items: requests.map(toRequestDocument), nextCursor: null }, 200);
  });
  api.openapi(answerRoute, async (c) => {
    await answerJoinRequest(c.var.ctx, c.req.valid("param").id, c.req.valid("json"));
    return c.body(null, 204);
  });
}
