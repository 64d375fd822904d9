import { expect, inject, test } from "vitest";

const url = inject("productUrl");

interface Page {
  status: number;
  headers: Headers;
  html: string;
  nonce: string;
}

async function open(path: string, headers: Record<string, string> = {}): Promise<Page> {
  const response = await fetch(url + path, { headers: { accept: "text/html", ...headers } });
  const policy = response.headers.get("content-security-policy") ?? "";
  return {
    status: response.status,
    headers: response.headers,
    html: await response.text(),
    nonce: /'nonce-([^']+)'/.exec(policy)?.[1] ?? "",
  };
}

function scriptNonces(html: string): (string | undefined)[] {
  return [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => /nonce="([^"]*)"/.exec(tag)?.[1]);
}

test("every script of a page carries the nonce of its own response, kept pages too", async () => {
  const seen = new Set<string>();
  for (let times = 0; times < 3; times++) {
    for (const path of ["/", "/pricing", "/sign-in", "/no-such-page"]) {
      const { html, nonce } = await open(path);
      expect(nonce.length).toBeGreaterThanOrEqual(22);
      expect(scriptNonces(html).every((one) => one === nonce)).toBe(true);
      expect(html).not.toContain("nonce0placeholder");
      seen.add(nonce);
    }
  }
  expect(seen.size).toBe(12);
});

test("a page's policy allows nothing that it does not name", async () => {
  const policy = (await open("/")).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("base-uri 'none'");
  expect(policy).not.toMatch(/unsafe-|\*|https?:(?!\/\/)/);
});

test("no page has inline styles or handlers, which the policy would refuse", async () => {
  for (const path of ["/", "/pricing", "/sign-in", "/register", "/no-such-page"]) {
    const { html } = await open(path);
    expect(html).not.toMatch(/<[a-z][^>]*\s(?:style|on[a-z]+)=/i);
  }
});

test("the kept landing page answers in the language and theme that was asked for", async () => {
  const english = await open("/", { "accept-language": "en" });
  const arabic = await open("/", { "accept-language": "ar" });
  const spanish = await open("/", { cookie: "selvedge-locale=es" });
  const dark = await open("/", { "accept-language": "en", cookie: "selvedge-theme=dark" });
  expect(english.html).toContain('<html lang="en" dir="ltr"');
  expect(arabic.html).toContain('<html lang="ar" dir="rtl"');
  expect(spanish.html).toContain('lang="es"');
  expect(dark.html).toContain('data-theme="dark"');
  expect((await open("/", { "accept-language": "en" })).html).not.toContain("data-theme");
});

test("the prices are plain HTML, by the choice in the address, and nobody's answer is another's", async () => {
  const english = { "accept-language": "en" };
  const month = await open("/pricing", english);
  const year = await open("/pricing?interval=year&currency=eur", english);
  const nonsense = await open("/pricing?interval=never&currency=xyz", english);
  expect(month.html).not.toContain("<script");
  expect(month.html).toContain("$49");
  expect(month.html).not.toContain("€460");
  expect(year.html).toContain("€460");
  expect(nonsense.status).toBe(200);
  expect(nonsense.html).toContain("$49");
  const next = encodeURIComponent("/billing/change?plan=pro&interval=year&currency=eur");
  expect(year.html).toContain(`href="/register?next=${next}"`);
  const again = await open("/pricing?currency=eur&interval=year", english);
  expect(again.html).toContain("€460");
  expect((await open("/pricing", { "accept-language": "de" })).html).toContain('lang="de"');
});

test("a page that does not exist is 404 with a page, and an API path with a problem", async () => {
  const page = await open("/no-such-page");
  expect(page.status).toBe(404);
  expect(page.headers.get("content-type")).toContain("text/html");
  const api = await open("/api/v1/no-such-path");
  expect(api.headers.get("content-type")).toBe("application/problem+json");
});

test("paths that cannot be decoded are refused without a failure", async () => {
  for (const path of ["/%ff", "/%", "/%00", "/a%2f..%2fb", `/${"x".repeat(4_000)}`]) {
    expect((await open(path)).status).toBeLessThan(500);
  }
});

test("a form that another site's page sends is not carried out", async () => {
  const headers = { origin: "https://evil.example" };
  const body = new URLSearchParams({ email: "a@example.com", password: "x" });
  const response = await fetch(`${url}/sign-in`, { method: "POST", headers, body });
  expect(response.status).toBe(403);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
});

test("a form that is no form is refused without a failure", async () => {
  for (const [type, body, status] of [
    ["application/json", "{}", 415],
    ["multipart/form-data", "nonsense", 400],
    ["multipart/form-data; boundary=x", "--x\r\nnonsense", 400],
  ] as const) {
    const headers = { "content-type": type, origin: url };
    const response = await fetch(`${url}/sign-in`, { method: "POST", headers, body });
    expect(response.status, type).toBe(status);
  }
});

test("nothing at all is a form without fields to every page that takes one", async () => {
  for (const path of ["/sign-in", "/register", "/forgot", "/mail/unsubscribe/none"]) {
    for (const method of ["POST", "PUT", "DELETE"]) {
      for (const type of [undefined, "multipart/form-data", "text/plain"]) {
        const headers = { origin: url, ...(type === undefined ? {} : { "content-type": type }) };
        const response = await fetch(url + path, { method, headers });
        await response.text();
        expect(response.status, `${method} ${path} as ${type}`).toBeLessThan(500);
      }
    }
  }
});

test("files of the build are kept by browsers for ever, and never sniffed", async () => {
  const path = /\/assets\/[\w.-]+\.css/.exec((await open("/sign-in")).html)?.[0] ?? "";
  const file = await open(path);
  expect(file.status).toBe(200);
  expect(file.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(file.headers.get("x-content-type-options")).toBe("nosniff");
});
