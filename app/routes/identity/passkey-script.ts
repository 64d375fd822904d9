/**
 * Asks the browser for a passkey at the door: when the button is pressed, and where the browser can,
 * beside the addresses it fills in. It stands alone, without the framework.
 */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from "@simplewebauthn/browser";

async function send(form: HTMLFormElement, autofills: boolean): Promise<void> {
  const optionsJSON = JSON.parse(
    form.dataset["passkey"] ?? "",
  ) as PublicKeyCredentialRequestOptionsJSON;
  const field = form.elements.namedItem("answer");
  try {
    const answer = await startAuthentication({ optionsJSON, useBrowserAutofill: autofills });
    if (!(field instanceof HTMLInputElement)) return;
    field.value = JSON.stringify(answer);
    form.submit();
  } catch {
    // The person closed the question, or the other way of asking took over: the page stays.
  }
}

async function begin(form: HTMLFormElement): Promise<void> {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, false);
  });
  if (form.dataset["autofills"] === undefined) return;
  if (await browserSupportsWebAuthnAutofill()) await send(form, true);
}

const form = document.querySelector<HTMLFormElement>("form[data-passkey]");
if (form !== null && browserSupportsWebAuthn()) void begin(form);
