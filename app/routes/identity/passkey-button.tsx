import { type ReactNode, use, useEffect, useRef } from "react";
import { NonceContext } from "#app/ui/nonce.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import type { PasskeyRequest } from "#features/passkeys/schema";
// oxlint-disable-next-line import/default -- the bundler makes a script of it and gives its address
import scriptUrl from "./passkey-script.ts?worker&url";

interface PasskeyButtonProps {
  request: PasskeyRequest;
  label: string;
  /** Also offers passkeys where the browser fills in the address. */
  autofills?: boolean;
  /** More fields, hidden. */
  children?: ReactNode;
}

/**
 * Asks the browser for a passkey and sends its answer to the page's action, as `form=passkey`. Stays
 * hidden where script or passkeys are missing. A page that comes as a document runs the script; one
 * that the framework draws, as after a refused action, does not, and asks by itself.
 */
export function PasskeyButton({ request, label, autofills = false, children }: PasskeyButtonProps) {
  const nonce = use(NonceContext);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const offer = async () => {
      const { offerPasskey } = await import("./offer-passkey.ts");
      if (form.current !== null) await offerPasskey(form.current);
    };
    void offer();
  }, []);
  return (
    <form
      ref={form}
      method="post"
      hidden
      data-passkey={JSON.stringify(request)}
      data-autofills={autofills ? "" : undefined}
    >
      <input type="hidden" name="form" value="passkey" />
      <input type="hidden" name="answer" value="" />
      {children}
      <button type="submit" className={buttonClass({ wide: true })}>
        {label}
      </button>
      <script src={scriptUrl} defer nonce={nonce} />
    </form>
  );
}
