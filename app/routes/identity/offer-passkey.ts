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

/**
 * Shows the form where the browser knows passkeys, and asks for one when its button is pressed and,
 * where the browser can, beside the addresses it fills in.
 */
export async function offerPasskey(form: HTMLFormElement): Promise<void> {
  if (!browserSupportsWebAuthn()) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, false);
  });
  if (form.dataset["autofills"] === undefined) return;
  if (await browserSupportsWebAuthnAutofill()) await send(form, true);
}
