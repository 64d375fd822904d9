import type { TwoFactorChange } from "#features/mail/schema";
import type { SecurityWords } from "./words.ts";

const why = "Recibes este correo porque protege tu cuenta.";
const secure = "Revisar la seguridad de tu cuenta";
const ifNotYou = "Si no has sido tú, elige una contraseña nueva de inmediato.";

const changes: Record<TwoFactorChange, [subject: string, text: string]> = {
  on: [
    "La verificación en dos pasos está activada",
    "Desde ahora se pide un código de tu aplicación al iniciar sesión. Guarda los códigos de reserva en un lugar seguro.",
  ],
  off: [
    "La verificación en dos pasos está desactivada",
    "Al iniciar sesión solo se pide la contraseña.",
  ],
  codes: [
    "Nuevos códigos de reserva",
    "Se han creado códigos de reserva nuevos para tu cuenta. Los anteriores ya no sirven.",
  ],
  "code-used": [
    "Se ha usado un código de reserva",
    "Se ha iniciado sesión en tu cuenta con uno de tus códigos de reserva. Ya no volverá a servir.",
  ],
};

export const esSecurity: SecurityWords = {
  "magic-link": ({ url }) => ({
    subject: "Tu enlace para iniciar sesión",
    paragraphs: ["Alguien, probablemente tú, ha pedido entrar en esta cuenta sin contraseña."],
    action: { label: "Iniciar sesión", url },
    after: [
      "El enlace funciona una vez, durante 15 minutos.",
      "Si no has sido tú, ignora este correo: nadie entra sin él.",
    ],
  }),
  "new-device": ({ url, atMs, device, place }, figures) => ({
    subject: "Nuevo inicio de sesión en tu cuenta",
    paragraphs: ["Se ha iniciado sesión en tu cuenta desde un navegador que no habías usado aquí."],
    facts: [
      { label: "Dispositivo", value: device },
      { label: "Desde", value: place },
      { label: "Cuándo", value: figures.date(atMs) },
    ].filter(({ value }) => value !== ""),
    action: { label: secure, url },
    after: [
      "Si has sido tú, no tienes que hacer nada. Si no, cierra esa sesión y elige una contraseña nueva.",
      why,
    ],
  }),
  "account-attacked": ({ url }) => ({
    subject: "Alguien prueba contraseñas en tu cuenta",
    paragraphs: [
      "Ha habido muchos intentos fallidos de entrar en tu cuenta desde navegadores que nunca has usado. Ninguno lo ha conseguido.",
      "Frenamos esos intentos cada vez más. A los navegadores con los que ya has iniciado sesión no les afecta.",
    ],
    action: { label: secure, url },
    after: [
      "Si tu contraseña es corta o la usas en otro sitio, elige otra y activa la verificación en dos pasos.",
      why,
    ],
  }),
  "password-changed": ({ url }) => ({
    subject: "Tu contraseña ha cambiado",
    paragraphs: ["La contraseña de tu cuenta ha cambiado y tus otras sesiones se han cerrado."],
    action: { label: "Elegir una contraseña nueva", url },
    after: ["Si no has sido tú, elige una contraseña nueva de inmediato.", why],
  }),
  "email-change-agree": ({ url, email }, figures) => ({
    subject: "Acepta una nueva dirección de correo",
    paragraphs: [
      `Alguien, probablemente tú, quiere cambiar la dirección de esta cuenta a ${figures.code(email)}.`,
      "Nada cambia hasta que ambas direcciones acepten.",
    ],
    action: { label: "Aceptar o detener", url },
    after: [
      "El enlace funciona durante un día. Si no has sido tú, ábrelo y detén el cambio; después elige una contraseña nueva.",
    ],
  }),
  "email-change-prove": ({ url, email }, figures) => ({
    subject: "Confirma tu nueva dirección de correo",
    paragraphs: [
      `Alguien, probablemente tú, quiere usar esta dirección, ${figures.code(email)}, para una cuenta.`,
      "La dirección actual también tiene que aceptar.",
    ],
    action: { label: "Confirmar esta dirección", url },
    after: [
      "El enlace funciona durante un día. Si no has sido tú, ignora este correo: nada cambia.",
    ],
  }),
  "email-changed": ({ url, email }, figures) => ({
    subject: "Tu dirección de correo ha cambiado",
    paragraphs: [
      `Desde ahora ${figures.code(email)} es la dirección de tu cuenta. Las otras sesiones se han cerrado.`,
    ],
    action: { label: secure, url },
    after: ["Si no has sido tú, avisa de inmediato a quien administra este sitio.", why],
  }),
  "two-factor-changed": ({ url, change }) => ({
    subject: changes[change][0],
    paragraphs: [changes[change][1]],
    action: { label: secure, url },
    after: [ifNotYou, why],
  }),
};
