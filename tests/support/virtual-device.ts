import type { CDPSession, Page } from "playwright-core";

/** An authenticator of the browser's own, as Web Authentication's testing interface makes them. */
interface VirtualDevice {
  /** How many passkeys it keeps. */
  count(): Promise<number>;
  /** Whether whoever holds it is there and says yes. */
  answers(yes: boolean): Promise<void>;
}

async function presence(cdp: CDPSession, authenticatorId: string, enabled: boolean) {
  await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
}

/** Gives the page's browser a device that verifies its person and keeps passkeys. */
export async function addVirtualDevice(page: Page): Promise<VirtualDevice> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async count() {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
      return credentials.length;
    },
    async answers(yes) {
      await presence(cdp, authenticatorId, yes);
    },
  };
}
