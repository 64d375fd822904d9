import { describe, expect, inject, it } from "vitest";
import { createDkimKeys } from "#features/mail";
import type { Ctx } from "#platform/ctx";
import type { MailTransportName } from "#platform/mail/transport";
import { fakeZone } from "../../../tests/support/mail/bench.ts";
import type { ZoneRecord } from "../../../tests/support/mail/zones.ts";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { checkMailDomain, getMailDomain } from "./index.ts";
import type { DnsCheck, DnsSubject } from "./schema.ts";

const base = inject("fakeMailUrl");
// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

let zones = 0;

function ctxOf(dnsOverHttpsUrl: string, transport: MailTransportName, domain: string): Ctx {
  const ctx = jobCtx();
  const from = { address: `no-reply@${domain}` };
  const mail = { ...ctx.settings.mail, transport, from };
  return { ...ctx, settings: { ...ctx.settings, dnsOverHttpsUrl, mail } };
}

async function checked(
  records: ZoneRecord[],
  {
    transport = "smtp",
    domain = "example.com",
  }: { transport?: MailTransportName; domain?: string } = {},
): Promise<DnsCheck[]> {
  zones += 1;
  const url = await fakeZone(base, `zone-${zones}`, records);
  const { checks } = await checkMailDomain(ctxOf(url, transport, domain));
  return checks;
}

function of(checks: DnsCheck[], subject: DnsSubject): DnsCheck | undefined {
  return checks.find((one) => one.subject === subject);
}

const txt = (name: string, data: string): ZoneRecord => ({ name, type: "TXT", data });

describe("SPF", () => {
  it.each<[string, MailTransportName, ZoneRecord[], Partial<DnsCheck>]>([
    [
      "is missing, and says what to put there",
      "ses",
      [],
      { state: "missing", expected: "v=spf1 include:amazonses.com ~all" },
    ],
    [
      "lets the service send",
      "ses",
      [txt("example.com", "v=spf1 include:amazonses.com -all")],
      { state: "right", note: null },
    ],
    [
      "does not name the service: it is added to what is there",
      "ses",
      [txt("example.com", "v=spf1 include:_spf.google.com -all")],
      {
        state: "wrong",
        note: "spf-no-include",
        expected: "v=spf1 include:_spf.google.com include:amazonses.com -all",
      },
    ],
    [
      "is there twice, which counts as none",
      "smtp",
      [txt("example.com", "v=spf1 -all"), txt("example.com", "v=spf1 ~all")],
      { state: "wrong", note: "several" },
    ],
    [
      "lets everybody send",
      "smtp",
      [txt("example.com", "v=spf1 +all")],
      { state: "wrong", note: "spf-allows-all", expected: "v=spf1 ~all" },
    ],
    [
      "stands at the service's own place",
      "resend",
      [txt("send.example.com", "v=spf1 include:amazonses.com ~all")],
      { state: "right", host: "send.example.com" },
    ],
    [
      "stands at Cloudflare's own place",
      "cloudflare",
      [txt("cf-bounce.example.com", "v=spf1 include:_spf.mx.cloudflare.net ~all")],
      { state: "right", host: "cf-bounce.example.com" },
    ],
    [
      "of a server of one's own is right as it is",
      "smtp",
      [txt("example.com", "v=spf1 ip4:192.0.2.1 -all")],
      { state: "right", note: "spf-unknown-sender" },
    ],
  ])("%s", async (_title, transport, records, expected) => {
    const checks = await checked(records, { transport });
    expect(of(checks, "spf")).toMatchObject(expected);
  });

  it("more than ten lookups are counted through everything it includes", async () => {
    const nested = Array.from({ length: 6 }, (_, n) => `include:n${n}.example.net`).join(" ");
    const own = (spf: string) => [
      txt("example.com", spf),
      txt("many.example.net", `v=spf1 ${nested} -all`),
      ...Array.from({ length: 6 }, (_, n) => txt(`n${n}.example.net`, "v=spf1 ip4:192.0.2.1 -all")),
    ];
    const few = await checked(own("v=spf1 mx a include:many.example.net -all"));
    expect(of(few, "spf")?.state).toBe("right");
    const many = await checked(own("v=spf1 mx a ptr exists:x.test include:many.example.net -all"));
    expect(of(many, "spf")).toMatchObject({ state: "wrong", note: "spf-lookups" });
  });

  it("records that include one another end", async () => {
    const checks = await checked([
      txt("example.com", "v=spf1 include:a.example.net -all"),
      txt("a.example.net", "v=spf1 include:b.example.net -all"),
      txt("b.example.net", "v=spf1 include:a.example.net -all"),
    ]);
    expect(of(checks, "spf")?.state).toBe("right");
  });
});

describe("DKIM", () => {
  it("our keys have to stand there exactly; what is there is shown beside what should be", async () => {
    const domain = "keys.example.com";
    const keys = await createDkimKeys(ctxOf("http://127.0.0.1:9", "smtp", domain));
    expect(keys).toHaveLength(2);
    const records = keys.map((key) => txt(key.record.name, key.record.value));
    const right = await checked(records, { domain });
    const dkim = right.filter(({ subject }) => subject === "dkim");
    expect(dkim.map(({ state }) => state)).toEqual(["right", "right"]);
    const [first, second] = records;
    if (first === undefined || second === undefined) throw new Error("There are two keys");
    const wrong = await checked([{ ...first, data: second.data }], { domain });
    const about = (host: string) => wrong.find((one) => one.host === host);
    expect(about(first.name)).toMatchObject({
      state: "wrong",
      note: "dkim-differs",
      found: [second.data],
      expected: first.data,
    });
    expect(about(second.name)).toMatchObject({ state: "missing", expected: second.data });
  });

  it("without a key of ours it says so", async () => {
    const checks = await checked([], { domain: "nokey.example.com" });
    expect(of(checks, "dkim")).toMatchObject({ state: "missing", note: "dkim-no-key" });
  });

  it("selectors of a service lead to it or carry its key", async () => {
    const aliases = ["s1", "s2"].map((selector) => ({
      name: `${selector}._domainkey.example.com`,
      type: "CNAME",
      data: `${selector}.domainkey.u1.wl.sendgrid.net.`,
    }));
    const sendgrid = await checked(aliases, { transport: "sendgrid" });
    expect(of(sendgrid, "dkim")).toMatchObject({
      state: "right",
      type: "CNAME",
      found: ["s1.domainkey.u1.wl.sendgrid.net"],
    });
    const key = txt("resend._domainkey.example.com", "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB");
    const resend = await checked([key], { transport: "resend" });
    expect(of(resend, "dkim")).toMatchObject({ state: "right", type: "TXT" });
    const revoked = await checked([{ ...key, data: "v=DKIM1; p=" }], { transport: "resend" });
    expect(of(revoked, "dkim")).toMatchObject({ state: "wrong" });
  });
});

describe("policies", () => {
  it.each<[string, ZoneRecord[], Partial<DnsCheck>]>([
    ["is missing", [], { state: "missing", host: "_dmarc.example.com" }],
    [
      "is there",
      [txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:d@example.com")],
      { state: "right", note: null },
    ],
    [
      "asks for nothing, and says what would be better",
      [txt("_dmarc.example.com", "v=DMARC1; p=none; rua=mailto:d@example.com")],
      {
        state: "right",
        note: "dmarc-none",
        expected: "v=DMARC1; p=quarantine; rua=mailto:d@example.com",
      },
    ],
    [
      "is none that anybody understands",
      [txt("_dmarc.example.com", "v=DMARC1; p=maybe")],
      { state: "wrong", note: "dmarc-malformed" },
    ],
    [
      "is there twice",
      [
        txt("_dmarc.example.com", "v=DMARC1; p=none"),
        txt("_dmarc.example.com", "v=DMARC1; p=reject"),
      ],
      { state: "wrong", note: "several" },
    ],
  ])("DMARC %s", async (_title, records, expected) => {
    expect(of(await checked(records), "dmarc")).toMatchObject(expected);
  });

  it("a domain below another has that one's policy for those below it", async () => {
    const record = txt("_dmarc.example.com", "v=DMARC1; p=reject; sp=none");
    const checks = await checked([record], { domain: "mail.example.com" });
    expect(of(checks, "dmarc")).toMatchObject({
      state: "right",
      note: "dmarc-none",
      host: "_dmarc.example.com",
    });
  });

  it("where mails arrive may be elsewhere; the rest is nice to have", async () => {
    const mx = (data: string) => ({ name: "example.com", type: "MX", data });
    const ours = await checked([mx("10 route1.mx.cloudflare.net.")]);
    expect(of(ours, "mx")).toMatchObject({ state: "right", note: null });
    const theirs = await checked([
      mx("1 aspmx.l.google.com."),
      txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:t@example.com"),
    ]);
    expect(of(theirs, "mx")).toMatchObject({ state: "right", note: "mx-elsewhere" });
    expect(of(theirs, "tls-rpt")).toMatchObject({ state: "right", optional: true });
    expect(of(theirs, "mta-sts")).toMatchObject({ state: "missing", optional: true });
    expect(of(theirs, "bimi")).toMatchObject({ state: "missing", optional: true });
  });
});

describe("a check", () => {
  it("that nobody answers says so, and is kept like any other", async () => {
    const url = await fakeZone(base, "broken-zone", []);
    const { checks } = await checkMailDomain(ctxOf(url, "ses", "broken.example.com"));
    expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(["unreachable", "missing"]));
    expect(of(checks, "spf")?.state).toBe("unreachable");
  });

  it("is kept, the last one whole and those before it in figures", async () => {
    const domain = "history.example.com";
    const before = await fakeZone(base, "history", []);
    await checkMailDomain(ctxOf(before, "ses", domain));
    await fakeZone(base, "history", [txt(domain, "v=spf1 include:amazonses.com -all")]);
    const later = ctxOf(before, "ses", domain);
    await checkMailDomain({ ...later, clock: { now: () => jobCtx().clock.now() + 1_000 } });
    const { last, history } = await getMailDomain(later);
    expect(of(last?.checks ?? [], "spf")?.state).toBe("right");
    expect(history).toMatchObject([{ right: 0 }]);
  });

  it("of a name of this machine is refused, and nothing was asked", async () => {
    const ctx = ctxOf("http://127.0.0.1:9", "outbox", "localhost");
    await expect(checkMailDomain(ctx)).rejects.toMatchObject({ slug: "conflict" });
    expect(await getMailDomain(ctx)).toMatchObject({ domain: null, last: null });
  });

  it("is the operator's alone", async () => {
    const { ctx } = await makePerson();
    await expect(checkMailDomain(ctx)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(getMailDomain(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  });

  it("is limited", async () => {
    const url = await fakeZone(base, "limited", []);
    const ctx = ctxOf(url, "ses", "limited.example.com");
    const outcomes = [];
    for (let time = 0; time < 65; time++) {
      outcomes.push(
        await checkMailDomain(ctx).then(
          () => "done",
          (cause: { slug: string }) => cause.slug,
        ),
      );
    }
    expect(outcomes.at(-1)).toBe("too-many-requests");
  });
});
