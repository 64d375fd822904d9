/** Offers a passkey at the door. It stands alone, without the framework. */
import { offerPasskey } from "./offer-passkey.ts";

const form = document.querySelector<HTMLFormElement>("form[data-passkey]");
if (form !== null) void offerPasskey(form);
