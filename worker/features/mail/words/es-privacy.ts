import type { PrivacyWords } from "./words.ts";

export const esPrivacy: PrivacyWords = {
  "export-ready": ({ url, expiresAtMs }, figures) => ({
    subject: "Tus datos están listos",
    paragraphs: [
      `Todo lo que guardamos sobre ti está reunido en un archivo. Descárgalo en Cuenta, Privacidad, antes del ${figures.date(expiresAtMs)}; después se elimina.`,
    ],
    action: { label: "Abrir Privacidad", url },
    after: ["Solo tú puedes descargarlo, con la sesión iniciada."],
  }),
  "deletion-requested": ({ url, dueAtMs }, figures) => ({
    subject: "Tu cuenta está cerrada",
    paragraphs: [
      `Todo lo tuyo se borrará el ${figures.date(dueAtMs)}. Hasta entonces puedes volver: inicia sesión y confírmalo.`,
    ],
    action: { label: "Volver", url },
    after: ["Si no lo has pedido tú, inicia sesión ahora y elige otra contraseña."],
  }),
  "subject-request": ({ url }) => ({
    subject: "Confirma tu solicitud sobre tus datos",
    paragraphs: [
      "Tú, o alguien con tu dirección, nos preguntó algo sobre datos personales. Confirma que fuiste tú y responderemos en el plazo de un mes.",
    ],
    action: { label: "Confirmar la solicitud", url },
    after: ["Si no fuiste tú, ignora este correo: no ocurre nada."],
  }),
  "subject-answer": ({ url, message }) => ({
    subject: "La respuesta a tu solicitud",
    paragraphs: ["Esta es nuestra respuesta a tu solicitud sobre datos personales."],
    quote: message,
    action: { label: "Nuestro aviso de privacidad", url },
    after: ["Puedes reclamar ante una autoridad de protección de datos."],
  }),
};
