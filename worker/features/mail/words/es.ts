import { esCredits, esOperator } from "./es-credits.ts";
import { esDigest } from "./es-digest.ts";
import { esPayments, esPlans } from "./es-payments.ts";
import { esTeam } from "./es-team.ts";
import { esSecurity } from "./es-security.ts";
import { esPrivacy } from "./es-privacy.ts";
import type { AccountWords, Words } from "./words.ts";

const esAccount: AccountWords = {
  verify: ({ url }) => ({
    subject: "Confirma tu dirección de correo",
    paragraphs: ["Confirma que esta dirección es tuya."],
    action: { label: "Confirmar dirección", url },
    after: [
      "El enlace funciona una sola vez, durante tres días.",
      "Si no te has registrado, ignora este correo.",
    ],
  }),
  reset: ({ url }) => ({
    subject: "Elige una contraseña nueva",
    paragraphs: ["Alguien, probablemente tú, ha pedido una contraseña nueva para esta dirección."],
    action: { label: "Elegir contraseña nueva", url },
    after: [
      "El enlace funciona una sola vez, durante una hora. Una contraseña nueva cierra todas las sesiones abiertas.",
      "Si no has sido tú, ignora este correo: no cambia nada.",
    ],
  }),
  welcome: ({ url }) => ({
    subject: "Te damos la bienvenida a Selvedge",
    paragraphs: [
      "Tu dirección está confirmada. Desde ahora puedes recuperar tu cuenta con ella.",
      "Antes de enviar un mensaje ves lo que costará, y después encuentras el cargo en tu libro mayor.",
    ],
    action: { label: "Empezar a chatear", url },
    after: [],
  }),
  "already-registered": ({ signInUrl, resetUrl }) => ({
    subject: "Ya tienes una cuenta",
    paragraphs: [
      "Alguien, probablemente tú, ha intentado registrarse con esta dirección. Ya tiene una cuenta.",
    ],
    action: { label: "Iniciar sesión", url: signInUrl },
    otherAction: { label: "Elegir contraseña nueva", url: resetUrl },
    after: ["Si no has sido tú, ignora este correo: no cambia nada."],
  }),
};

export const es: Words = {
  greeting: (name) => `Hola, ${name}:`,
  linkHint: "Si el botón no funciona, abre esta dirección:",
  footer: (host) => `Enviado por Selvedge desde ${host}.`,
  essential: "Este correo forma parte de tu cuenta y no se puede desactivar.",
  outside:
    "Recibes este correo porque nos han dado esta dirección. Puedes ignorarlo sin tener una cuenta aquí.",
  preferences: "Elegir tus notificaciones",
  unsubscribe: "Dejar de recibir correos como este",
  fact: ({ label, value }) => `${label}: ${value}`,
  names: {
    visitor: "Visitante",
    free: "Gratis",
    entry: "Inicial",
    pro: "Pro",
    business: "Empresa",
    topup: "Recarga",
  },
  templates: {
    ...esAccount,
    ...esSecurity,
    ...esPlans,
    ...esPayments,
    ...esCredits,
    ...esOperator,
    ...esTeam,
    ...esDigest,
    ...esPrivacy,
  },
};
