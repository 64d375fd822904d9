import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { authenticate } from "mailauth";
import { expect, test } from "vitest";
import { makeCertificate } from "../support/certificate.ts";
import { startSmtp } from "../support/smtp/serve.ts";
import { freePort, startProduct } from "../support/serve-built.ts";
import { Bench, until } from "./drill.ts";

const user = { name: "shop@shop.test", password: "p@ss/word" };
const LIST_HEADERS = ["list-unsubscribe", "list-unsubscribe-post"];

interface DkimRecord {
  name: string;
  value: string;
}

/** Makes keys by the operator's page and puts them to use; answers with what belongs into the DNS. */
async function useKeys(url: string, cookie: string): Promise<DkimRecord[]> {
  const post = async (intent: string) => {
    const answer = await fetch(`${url}/operations/mail/domain`, {
      method: "POST",
      headers: { cookie, origin: url },
      body: new URLSearchParams({ intent }),
    });
    expect(answer.status).toBe(200);
    return await answer.text();
  };
  await post("make-keys");
  const page = await post("use-keys");
  const records =
    />([\w-]+\._domainkey\.shop\.test)(?:<!-- -->)? TXT<.*?(v=DKIM1; k=\w+; p=[\w+/=]+)/gs;
  return [...page.matchAll(records)].map(([, name = "", value = ""]) => ({ name, value }));
}

test.each([false, true])(
  "mails reach a trusted server encrypted and prove whom they are from; from the first byte: %s",
  async (implicitTls) => {
    const home = mkdtempSync(join(tmpdir(), "selvedge-tls-"));
    const { certificate: cert, privateKey } = makeCertificate("localhost");
    writeFileSync(join(home, "ca.pem"), cert);
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const server = await startSmtp({ key, cert, implicitTls, user });
    const address = server.url.replace("127.0.0.1", "localhost");
    const password = encodeURIComponent(user.password);
    const product = await startProduct(home, {
      PORT: String(await freePort()),
      MAIL_TRANSPORT: "smtp",
      SMTP_URL: address.replace("://", `://${encodeURIComponent(user.name)}:${password}@`),
      MAIL_FROM: "Selvedge <no-reply@shop.test>",
      NODE_EXTRA_CA_CERTS: join(home, "ca.pem"),
    });
    try {
      const bench = new Bench(product.url);
      const { cookie } = await bench.seed({ operator: true });
      const records = await useKeys(product.url, cookie);
      expect(records).toHaveLength(2);
      await bench.call("POST", "/mails", { count: 1 });
      await until(
        async () => server.captured.length,
        (arrived) => arrived > 0,
      );
      const [mail] = server.captured;
      expect(mail).toMatchObject({ secure: true, user: user.name, from: "no-reply@shop.test" });

      const zone: Record<string, string> = {
        ...Object.fromEntries(records.map(({ name, value }) => [name, value])),
        "shop.test": "v=spf1 ip4:192.0.2.1 -all",
        "_dmarc.shop.test": "v=DMARC1; p=reject",
      };
      const { dkim, spf, dmarc } = await authenticate(mail?.raw ?? "", {
        ip: "192.0.2.1",
        helo: "shop.test",
        sender: "no-reply@shop.test",
        resolver: async (name: string, type: string) => {
          const text = type === "TXT" ? zone[name] : undefined;
          if (text !== undefined) return [text.match(/.{1,255}/g) ?? []];
          throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
        },
      });
      expect(dkim.results.map(({ status }) => status.result)).toEqual(["pass", "pass"]);
      for (const { signingHeaders } of dkim.results) {
        const names = (signingHeaders?.keys ?? "").toLowerCase().split(/[\s:,]+/);
        expect(names).toEqual(expect.arrayContaining(LIST_HEADERS));
      }
      expect(spf && spf.status.result).toBe("pass");
      expect(dmarc && dmarc.status.result).toBe("pass");
    } finally {
      await product.end("SIGTERM");
      await server.close();
      rmSync(home, { recursive: true, force: true });
    }
  },
);
