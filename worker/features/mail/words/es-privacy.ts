import type { PrivacyWords } from "./words.ts";

export const esPrivacy: PrivacyWords = {
  "export-ready": ({ url, expiresAtMs }, figures) => ({
    subject: "Sus datos están listos",
    paragraphs: [
      `Todo lo que guardamos sobre usted está reunido en un archivo. Descárguelo en Cuenta, Privacidad, antes del ${figures.date(expiresAtMs)}; después se elimina.`,
    ],
    action: { label: "Abrir Privacidad", url },
    after: ["Solo usted puede descargarlo, con la sesión iniciada."],
  }),
  "deletion-requested": ({ url, dueAtMs }, figures) => ({
    subject: "Su cuenta está cerrada",
    paragraphs: [
      `Todo lo suyo se borrará el ${figures.date(dueAtMs)}. Hasta entonces puede volver: inicie sesión y confírmelo.`,
    ],
    action: { label: "Volver", url },
    after: ["Si no lo pidió usted, inicie sesión ahora y elija otra contraseña."],
  }),
  "subject-request": ({ url }) => ({
    subject: "Confirme su solicitud sobre sus datos",
    paragraphs: [
      "Usted, o alguien con su dirección, nos preguntó algo sobre datos personales. Confirme que fue usted y responderemos en el plazo de un mes.",
    ],
    action: { label: "Confirmar la solicitud", url },
    after: ["Si no fue usted, ignore este correo: no ocurre nada."],
  }),
  "subject-answer": ({ url, message }) => ({
    subject: "La respuesta a su solicitud",
    paragraphs: ["Esta es nuestra respuesta a su solicitud sobre datos personales."],
    quote: message,
    action: { label: "Nuestro aviso de privacidad", url },
    after: ["Puede reclamar ante una autoridad de protección de datos."],
  }),
};
