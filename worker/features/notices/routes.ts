import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, idParam, jsonAnswer, pageOf, PageQuery } from "#platform/api";
import { listNotices } from "./list-notices.ts";
import { dismissNotices, markNoticesRead } from "./mark-notices.ts";
import { noticeKinds, type NoticeView } from "./schema.ts";

const Notice = z
  .object({
    id: z.string().max(64),
    kind: z.enum(noticeKinds),
    data: z.record(z.string().max(60), z.string().max(2_000)).meta({
      description: "What it is about: `…Pt` decimal PT, `amountMinor` with `currency`, `…AtMs`",
    }),
    href: z.string().max(300).meta({ description: "The page that says more, on this site" }),
    at: z.iso.datetime().max(40),
    read: z.boolean(),
  })
  .meta({ id: "Notice" });

const example: z.infer<typeof Notice> = {
  id: "ntc_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  kind: "usage-alert",
  data: { percent: "80", usedPt: "15200", grantedPt: "19000" },
  href: "/credits",
  at: "2026-11-21T08:00:00.000Z",
  read: false,
};

function toDocument({ atMs, ...notice }: NoticeView): z.infer<typeof Notice> {
  return { ...notice, at: toIso(atMs) };
}

const listRoute = apiRoute({
  method: "get",
  path: "/notices",
  operationId: "listNotices",
  summary: "List notices",
  description:
    "What you were told in this workspace and have not put away, newest first: alerts, payments, changes of the plan, disputes.",
  tags: ["Account"],
  scope: "read",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer("A page of notices", pageOf(Notice), { items: [example], nextCursor: null }),
  },
});

const readRoute = apiRoute({
  method: "post",
  path: "/notices/read",
  operationId: "markNoticesRead",
  summary: "Mark all notices as read",
  description: "For you alone; others keep theirs as they are. Safe to repeat.",
  tags: ["Account"],
  scope: "write",
  responses: { 204: { description: "They are read" } },
});

const dismissRoute = apiRoute({
  method: "delete",
  path: "/notices/{id}",
  operationId: "dismissNotice",
  summary: "Put a notice away",
  description: "For you alone; others keep it. Safe to repeat, also for what is not there.",
  tags: ["Account"],
  scope: "write",
  request: { params: z.object({ id: idParam("The notice's id", example.id) }) },
  responses: { 204: { description: "It is put away" } },
});

/** The public API of notices. */
export function registerNoticeRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { items, nextCursor } = await listNotices(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toDocument), nextCursor }, 200);
  });
  api.openapi(readRoute, async (c) => {
    await markNoticesRead(c.var.ctx);
    return c.body(null, 204);
  });
  api.openapi(dismissRoute, async (c) => {
    await dismissNotices(c.var.ctx, [c.req.valid("param").id]);
    return c.body(null, 204);
  });
}
