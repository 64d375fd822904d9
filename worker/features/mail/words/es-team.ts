import type { TeamWords } from "./words.ts";

export const esTeam: TeamWords = {
  invitation: ({ url, workspace, inviter, expiresAtMs }, { date }) => ({
    subject: `${inviter} te invita a ${workspace}`,
    paragraphs: [
      `${inviter} quiere trabajar contigo en el espacio «${workspace}» de Selvedge.`,
      `El enlace es solo para ti y vale hasta el ${date(expiresAtMs)}.`,
    ],
    action: { label: "Abrir la invitación", url },
    after: [
      "Si no sabes quién es, ignora este correo o rechaza la invitación en la página: no pasa nada.",
    ],
  }),
  "ownership-offered": ({ url, workspace, inviter }) => ({
    subject: `${workspace} puede ser tuyo`,
    paragraphs: [
      `${inviter} te ofrece la propiedad del espacio «${workspace}»: su gente, su plan y sus pagos.`,
      "Tienes siete días para aceptar. Hasta entonces no cambia nada.",
    ],
    action: { label: "Ver la oferta", url },
    after: [],
  }),
  "join-requested": ({ url, workspace, asker, email }, { code }) => ({
    subject: `${asker} pide entrar en ${workspace}`,
    paragraphs: [
      `${asker} quiere entrar en el espacio «${workspace}» de Selvedge y todavía no ve nada de él.`,
      "Eres una de las personas que pueden decidirlo. Vale la primera respuesta, y nosotros la comunicamos.",
    ],
    facts: [{ label: "Dirección", value: code(email) }],
    action: { label: "Admitir o rechazar", url },
    after: [],
  }),
  "join-answered": ({ url, workspace, answer }) =>
    answer === "approved"
      ? {
          subject: `Ya estás en ${workspace}`,
          paragraphs: [
            `Pediste entrar en el espacio «${workspace}» de Selvedge y te han admitido.`,
            "Desde ahora lo encuentras entre tus espacios.",
          ],
          action: { label: "Abrir el espacio", url },
          after: [],
        }
      : {
          subject: `Se ha rechazado tu solicitud para entrar en ${workspace}`,
          paragraphs: [
            `Pediste entrar en el espacio «${workspace}» de Selvedge. Alguien que puede decidirlo la ha rechazado.`,
            "No cambia nada más: tu cuenta y tus propios espacios siguen como están. Si crees que es un error, habla con alguien con quien trabajes allí: puede invitarte.",
          ],
          action: { label: "Ver tus espacios", url },
          after: [],
        },
  "key-leaked": ({ url, key, prefix, where }, { code }) => ({
    subject: "Se ha encontrado en público una clave de API tuya",
    paragraphs: [
      `Alguien ha encontrado la clave «${key}» en un lugar que otros pueden leer. La hemos revocado: ya no abre nada.`,
      "Crea una clave nueva, guárdala donde solo tu programa pueda leerla y revisa el uso por si algo no fue tuyo.",
    ],
    facts: [
      { label: "Clave", value: code(`${prefix}…`) },
      ...(where === "" ? [] : [{ label: "Encontrada en", value: code(where) }]),
    ],
    action: { label: "Abrir las claves de API", url },
    after: [],
  }),
  "program-stolen": ({ url, program, workspace }, { code }) => ({
    subject: "Se ha terminado el acceso de un programa a tu cuenta",
    paragraphs: [
      `El programa «${program}», que dejaste entrar en ${workspace}, presentó un token que ya se había usado. Alguien lo ha copiado, así que hemos terminado su acceso: sus tokens ya no abren nada.`,
      "Si el programa es tuyo, vuelve a dejarlo entrar. Si no lo conoces, no hace falta nada más; revisa el uso por si algo no fue tuyo.",
    ],
    facts: [
      { label: "Programa", value: code(program) },
      { label: "Espacio", value: workspace },
    ],
    action: { label: "Ver los programas que dejaste entrar", url },
    after: [],
  }),
};
