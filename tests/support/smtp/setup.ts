import type { TestProject } from "vitest/node";
import { makeCertificate } from "../certificate.ts";
import { startSmtp } from "./serve.ts";

declare module "vitest" {
  interface ProvidedContext {
    smtpUrl: string;
    smtpControlUrl: string;
    /** Servers whose certificate nobody vouches for: with STARTTLS, and encrypted from the start. */
    strangeSmtp: { url: string; controlUrl: string }[];
  }
}

export default async function setup(project: TestProject) {
  const server = await startSmtp();
  project.provide("smtpUrl", server.url);
  project.provide("smtpControlUrl", server.controlUrl);
  const { certificate: cert, privateKey } = makeCertificate("localhost");
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const starttls = await startSmtp({ key, cert });
  const implicit = await startSmtp({ key, cert, implicitTls: true });
  const strange = [starttls, implicit];
  project.provide(
    "strangeSmtp",
    strange.map(({ url, controlUrl }) => ({
      url: url.replace("127.0.0.1", "localhost"),
      controlUrl,
    })),
  );
  return async () => {
    await Promise.all([server, ...strange].map((one) => one.close()));
  };
}
