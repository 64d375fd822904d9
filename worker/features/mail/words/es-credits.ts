import type { DisputeAlert, DisputeStep } from "#features/mail/schema";
import { isSome } from "./figures.ts";
import type { CreditWords, OperatorWords } from "./words.ts";

const whyAlert = "Tú eliges cuándo te avisamos en Facturación, en «Límites y avisos».";
const whyOperator = "Recibes este correo porque administras este sitio.";

const steps: Record<DisputeStep, (pt: string) => [string, string]> = {
  opened: (pt) => [
    "Hemos recibido tu reclamación",
    `Reclamas un cargo de ${pt}. Se están reuniendo las pruebas; te avisaremos en cuanto se decida.`,
  ],
  asked: (pt) => [
    "Una pregunta sobre tu reclamación",
    `Para decidir sobre el cargo de ${pt} necesitamos que nos aclares algo.`,
  ],
  answered: (pt) => [
    "Un mensaje nuevo en una reclamación",
    `Hay una respuesta en la reclamación sobre un cargo de ${pt}.`,
  ],
  approved: (pt) => [
    "Tu reclamación ha sido aceptada",
    `Tenías razón: ${pt} vuelven a estar en tu saldo.`,
  ],
  partly: (pt) => [
    "Tu reclamación ha sido aceptada en parte",
    `Se ha devuelto una parte del cargo: ${pt} vuelven a estar en tu saldo.`,
  ],
  denied: (pt) => [
    "Tu reclamación está decidida",
    `El cargo de ${pt} se mantiene. El motivo y todas las pruebas están en la página de la reclamación.`,
  ],
  withdrawn: (pt) => [
    "Se ha retirado una reclamación",
    `La reclamación sobre un cargo de ${pt} se ha retirado. El cargo queda como estaba.`,
  ],
  expired: (pt) => [
    "Tu reclamación se ha cerrado",
    `No llegó ninguna respuesta a tiempo, así que la reclamación sobre un cargo de ${pt} se ha cerrado. El cargo queda como estaba.`,
  ],
};

const endpointGone =
  "Uno de tus destinos ha respondido que ya no existe (410), así que no recibe más mensajes. Se conservan en su registro: vuelve a activarlo y envíalos de nuevo.";
const endpointFailing =
  "Los mensajes a uno de tus destinos fallaban una y otra vez, así que ya no recibe más. Se conservan en su registro: vuelve a activarlo y envíalos de nuevo.";

export const esCredits: CreditWords = {
  "usage-alert": ({ percent, usedPt, grantedPt, url }, figures) => ({
    subject: `Se ha usado el ${figures.percent(percent)} de los PT de este periodo`,
    paragraphs: [
      `Tu espacio ha usado ${figures.pt(usedPt)} de los ${figures.pt(grantedPt)} de este periodo.`,
    ],
    action: { label: "Ver en qué se usaron", url },
    after: [whyAlert],
  }),
  "pt-low": ({ availablePt, url }, figures) => ({
    subject: "Te quedan pocos PT",
    paragraphs: [
      `A tu espacio le quedan ${figures.pt(availablePt)}. Una pregunta que pueda costar más se rechaza antes de cobrar nada.`,
    ],
    action: { label: "Conseguir más PT", url },
    after: [whyAlert],
  }),
  "spend-cap-reached": ({ capPt, url }, figures) => ({
    subject: "Se ha alcanzado el límite de gasto de tu espacio",
    paragraphs: [
      `Tu espacio ha usado los ${figures.pt(capPt)} que puede gastar en un periodo. Las nuevas solicitudes se rechazan hasta el próximo periodo, o hasta que alguien que administre el espacio suba el límite.`,
    ],
    action: { label: "Cambiar el límite", url },
    after: [whyAlert],
  }),
  "dispute-update": ({ step, amountPt, message, url }, figures) => {
    const [subject, paragraph] = steps[step](figures.pt(amountPt));
    return {
      subject,
      paragraphs: [paragraph],
      quote: message,
      action: { label: "Abrir la reclamación", url },
      after: [],
    };
  },
  "webhook-disabled": ({ endpoint, reason, url }, figures) => ({
    subject: "Se ha desactivado un destino de webhooks",
    paragraphs: [reason === "gone" ? endpointGone : endpointFailing],
    facts: [{ label: "Destino", value: figures.code(endpoint) }],
    action: { label: "Abrir el destino", url },
    after: ["Recibes este correo porque administras un espacio."],
  }),
  "channel-disabled": ({ channel, reason, url }) => ({
    subject: "Se ha desactivado un canal",
    paragraphs: [
      reason === "gone"
        ? `Tu canal «${channel}» ha respondido que ya no existe, así que no se le avisa de nada más. Crea allí una dirección nueva y añádela, o elimina el canal.`
        : `Desde hace cinco días no le llega nada a tu canal «${channel}», así que no se le avisa de nada más. Revisa su dirección y vuelve a activarlo.`,
    ],
    action: { label: "Abrir los canales", url },
    after: ["Recibes este correo porque administras un espacio."],
  }),
};

const alerts: Record<DisputeAlert, (pt: string) => [string, string]> = {
  new: (pt) => [
    `Se ha reclamado un cargo de ${pt}`,
    `Alguien ha reclamado un cargo de ${pt}. Las pruebas se reúnen solas; decide o haz una pregunta antes de que venza el plazo.`,
  ],
  overdue: (pt) => [
    `Con retraso: una reclamación de ${pt}`,
    `La reclamación sobre un cargo de ${pt} ya debería haberse respondido. Quien la abrió sigue esperando.`,
  ],
  "second-approval": (pt) => [
    `Hace falta una segunda aprobación para ${pt}`,
    `Otra persona quiere aceptar una reclamación de ${pt}. Un importe así necesita la aprobación de una segunda persona.`,
  ],
};

export const esOperator: OperatorWords = {
  "chargeback-opened": ({ amountMinor, currency, reason, dueAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Contracargo de ${amount}`,
      paragraphs: [
        "Un banco reclama la devolución de un pago. Las pruebas del libro mayor y de los registros están preparadas; revísalas y envíalas antes del plazo del banco.",
      ],
      facts: [
        { label: "Importe", value: amount },
        { label: "Motivo", value: figures.code(reason) },
        ...(isSome(dueAtMs)
          ? [{ label: "Plazo para las pruebas", value: figures.date(dueAtMs) }]
          : []),
      ],
      action: { label: "Revisar las pruebas", url },
      after: [whyOperator],
    };
  },
  "margin-alert": ({ plan, marginPercent, light, url }, figures) => ({
    subject: `${light === "red" ? "Rojo" : "Amarillo"}: el margen de ${figures.name(plan)} es del ${figures.percent(marginPercent)}`,
    paragraphs: [
      `Los ingresos menos el coste de los proveedores de IA dejan un ${figures.percent(marginPercent)} en ${figures.name(plan)}. Por encima del ${figures.percent("65")} es verde, por debajo del ${figures.percent("50")} es rojo.`,
    ],
    action: { label: "Ver los márgenes", url },
    after: [whyOperator],
  }),
  "reconciliation-alert": ({ open, url }, figures) => ({
    subject: `Conciliación: discrepancias abiertas: ${figures.count(open)}`,
    paragraphs: [
      "La comparación nocturna del libro mayor con Stripe y los proveedores de IA ha dejado diferencias que nadie ha explicado todavía.",
    ],
    facts: [{ label: "Discrepancias abiertas", value: figures.count(open) }],
    action: { label: "Verlas", url },
    after: [whyOperator],
  }),
  "dispute-alert": ({ alert, amountPt, dueAtMs, url }, figures) => {
    const [subject, paragraph] = alerts[alert](figures.pt(amountPt));
    const label = alert === "overdue" ? "Había que responder antes del" : "Responder antes del";
    return {
      subject,
      paragraphs: [paragraph],
      facts: isSome(dueAtMs) ? [{ label, value: figures.date(dueAtMs) }] : [],
      action: { label: "Abrir la reclamación", url },
      after: [whyOperator],
    };
  },
};
