import { startTransition, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { HydratedRouter } from "react-router/dom";
import { baseLocale, overwriteGetLocale, toLocale } from "#locale";

// The server has chosen the language already; the page says which.
overwriteGetLocale(() => toLocale(document.documentElement.lang) ?? baseLocale);

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <HydratedRouter />
    </StrictMode>,
  );
});
