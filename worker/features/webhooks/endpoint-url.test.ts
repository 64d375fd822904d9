import { expect, test } from "vitest";
import { parseEndpointUrl, type UrlRefusal } from "./endpoint-url.ts";

const rules = { privateHosts: false, ownHost: "selvedge.app" };

const refused: [text: string, reason: UrlRefusal][] = [
  ["", "not-a-url"],
  ["hooks.acme.com/in", "not-a-url"],
  ["//hooks.acme.com/in", "not-a-url"],
  ["ftp://hooks.acme.com/", "not-a-url"],
  ["javascript:alert(1)", "not-a-url"],
  ["file:///etc/passwd", "not-a-url"],
  ["https://", "not-a-url"],
  ["http://hooks.acme.com/", "not-https"],
  ["https://ada@hooks.acme.com/", "credentials"],
  ["https://ada:secret@hooks.acme.com/", "credentials"],
  ["https://:secret@hooks.acme.com/", "credentials"],
  ["https://hooks.acme.com:22/", "port"],
  ["https://hooks.acme.com:80/", "port"],
  ["https://hooks.acme.com:6379/", "port"],
  ["https://127.0.0.1/", "address"],
  ["https://8.8.8.8/", "address"],
  ["https://127.1/", "address"],
  ["https://2130706433/", "address"],
  ["https://0x7f000001/", "address"],
  ["https://0x7f.1/", "address"],
  ["https://017700000001/", "address"],
  ["https://0177.0.0.1/", "address"],
  ["https://127.0.0.1./", "address"],
  ["https://１２７.０.０.１/", "address"],
  ["https://169.254.169.254/latest/meta-data", "address"],
  ["https://[::1]/", "address"],
  ["https://[::ffff:127.0.0.1]/", "address"],
  ["https://[0:0:0:0:0:ffff:7f00:1]/", "address"],
  ["https://[64:ff9b::7f00:1]/", "address"],
  ["https://localhost/", "not-public"],
  ["https://LOCALHOST./", "not-public"],
  ["https://app.localhost/", "not-public"],
  ["https://printer.local/", "not-public"],
  ["https://metadata/", "not-public"],
  ["https://metadata.google.internal/", "not-public"],
  ["https://router.home.arpa/", "not-public"],
  ["https://hidden.onion/", "not-public"],
  ["https://selvedge.app/webhooks", "own-host"],
  ["https://selvedge.app./webhooks", "own-host"],
];

test.each(refused)("%j is refused as %s", (text, reason) => {
  expect(parseEndpointUrl(text, rules)).toEqual({ ok: false, reason });
});

const accepted: [text: string, url: string][] = [
  ["https://hooks.acme.com/in?team=7", "https://hooks.acme.com/in?team=7"],
  ["https://hooks.acme.com:443/in", "https://hooks.acme.com/in"],
  ["https://HOOKS.acme.com:8443", "https://hooks.acme.com:8443/"],
  ["https://hooks.acme.com/in#part", "https://hooks.acme.com/in"],
  ["https://bücher.de/in", "https://xn--bcher-kva.de/in"],
  ["https://127.0.0.1.nip.io/", "https://127.0.0.1.nip.io/"],
  ["https://localhost.acme.com/", "https://localhost.acme.com/"],
];

test.each(accepted)("%j may be an endpoint", (text, url) => {
  expect(parseEndpointUrl(text, rules)).toMatchObject({ ok: true, url });
});

test("on one's own machine http, ports and private hosts are let through, credentials are not", () => {
  const own = { ...rules, privateHosts: true };
  for (const text of ["http://localhost:4000/in", "http://127.0.0.1:1/", "https://[::1]:22/"]) {
    expect(parseEndpointUrl(text, own).ok, text).toBe(true);
  }
  expect(parseEndpointUrl("http://a:b@localhost/", own).ok).toBe(false);
  expect(parseEndpointUrl("file:///etc/passwd", own).ok).toBe(false);
});
