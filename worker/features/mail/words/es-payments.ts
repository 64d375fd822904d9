import type { PlanChange } from "#features/mail/schema";
import { cardBrand, isSome } from "./figures.ts";
import type { PaymentWords, PlanWords } from "./words.ts";

const whyYou = "Recibes este correo porque llevas la facturación de un espacio.";

const topupReasons: Record<string, string> = {
  card_declined: "El banco ha rechazado la tarjeta.",
  insufficient_funds: "No había saldo suficiente en la tarjeta.",
  expired_card: "La tarjeta ha caducado.",
  incorrect_cvc: "El código de seguridad de la tarjeta no era correcto.",
  authentication_required: "El banco pide que confirmes el pago personalmente.",
  turned_off: "Ha sido el tercer fallo seguido, así que la recarga automática queda desactivada.",
};

const changes: Record<PlanChange, (plan: string, date: string) => [string, ...string[]]> = {
  started: (plan, date) => [
    `Tu plan ${plan} ha empezado`,
    `El plan ${plan} de tu espacio empezó el ${date}. Sus PT estarán en tu saldo en cuanto se pague la factura.`,
  ],
  "trial-started": (plan, date) => [
    `Tu prueba de ${plan} ha empezado`,
    `Puedes probar el plan ${plan} hasta el ${date}. Ese día se cobra el primer pago; si cancelas antes, no pagas nada.`,
  ],
  "trial-ending": (plan, date) => [
    `Tu prueba de ${plan} termina pronto`,
    `Tu prueba del plan ${plan} termina el ${date}. Ese día se cobra el primer pago; si cancelas antes, no pagas nada.`,
  ],
  upgraded: (plan, date) => [
    `Tu plan ahora es ${plan}`,
    `El plan ${plan} se aplica desde el ${date}. Los PT del resto del periodo se añaden al pagarse la factura; lo que ya has usado no cambia.`,
  ],
  "downgrade-scheduled": (plan, date) => [
    `Tu plan pasará a ser ${plan}`,
    `El ${date} tu espacio pasa al plan ${plan}. Hasta entonces todo sigue igual y puedes anular el cambio.`,
  ],
  downgraded: (plan, date) => [
    `Tu plan ahora es ${plan}`,
    `El plan ${plan} se aplica desde el ${date}. Los PT que tienes se conservan hasta que caduquen.`,
  ],
  "cancel-scheduled": (plan, date) => [
    "Tu plan está cancelado",
    `El plan ${plan} termina el ${date}. Hasta entonces todo sigue igual y puedes reanudarlo con un clic.`,
  ],
  canceled: (plan, date) => [
    "Tu plan ha terminado",
    `El plan ${plan} terminó el ${date}. Tu espacio tiene ahora el plan gratuito; tus conversaciones y documentos siguen ahí.`,
    "Los PT que compraste como recarga se conservan hasta que caduquen.",
  ],
  resumed: (plan, date) => [
    "Tu plan continúa",
    `El plan ${plan} continúa desde el ${date}. No ha cambiado nada más.`,
  ],
  paused: (plan, date) => [
    "Tu plan está en pausa",
    `El plan ${plan} está en pausa desde el ${date}. Mientras tanto no se cobra nada ni llegan PT nuevos; después continúa por sí solo.`,
  ],
};

export const esPlans: PlanWords = {
  "plan-changed": ({ change, plan, atMs, url }, figures) => {
    const [subject, ...paragraphs] = changes[change](figures.name(plan), figures.date(atMs));
    return {
      subject,
      paragraphs,
      action: { label: "Abrir facturación", url },
      after: [whyYou],
    };
  },
  "plan-frozen": ({ plan, url }, { name }) => ({
    subject: `Tu plan ${name(plan)} está congelado`,
    paragraphs: [
      "La factura pendiente no se pagó a tiempo. Tu espacio tiene ahora los límites del plan gratuito y la recarga automática está desactivada.",
      `No se ha borrado nada y puedes seguir usando los PT que compraste. Paga la factura y el plan ${name(plan)} vuelve al momento.`,
    ],
    action: { label: "Pagar y continuar", url },
    after: [whyYou],
  }),
};

export const esPayments: PaymentWords = {
  receipt: ({ amountMinor, currency, description, invoiceNumber, pt, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Recibo de ${amount}`,
      paragraphs: [`Gracias. Hemos recibido tu pago de ${amount}.`],
      facts: [
        { label: "Concepto", value: description === "" ? "" : figures.name(description) },
        { label: "Factura", value: figures.code(invoiceNumber) },
        { label: "Importe", value: amount },
        ...(isSome(pt) ? [{ label: "Añadido a tu saldo", value: figures.pt(pt) }] : []),
      ],
      action: { label: "Ver la factura", url },
      after: [whyYou],
    };
  },
  "payment-failed": ({ amountMinor, currency, step, graceEndsAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    const date = figures.date(graceEndsAtMs);
    const first = `No hemos podido cobrar el pago de ${amount} de tu plan. Volveremos a intentarlo con tu banco en los próximos días; también puedes pagar ahora o usar otra tarjeta.`;
    const again = `El pago de ${amount} de tu plan sigue pendiente.`;
    const until = `Hasta el ${date} conservas tu plan; los PT nuevos llegan cuando se pague la factura. Después, tu espacio tendrá los límites del plan gratuito. No se borra nada.`;
    const last = `El ${date} tu plan se congela: tu espacio tendrá los límites del plan gratuito hasta que se pague la factura. No se borra nada.`;
    return {
      subject:
        step === "1"
          ? `Tu pago de ${amount} no se ha realizado`
          : step === "4"
            ? "Último aviso: tu plan está a punto de congelarse"
            : `Recordatorio: quedan ${amount} por pagar`,
      paragraphs: [step === "1" ? first : again, step === "4" ? last : until],
      action: { label: "Pagar ahora", url },
      after: [whyYou],
    };
  },
  "payment-recovered": ({ amountMinor, currency, url }, figures) => ({
    subject: "Tu pago ha llegado",
    paragraphs: [
      `Hemos recibido el pago pendiente de ${figures.money({ amountMinor, currency })}. Tu plan continúa como antes y sus PT están en tu saldo.`,
    ],
    action: { label: "Abrir facturación", url },
    after: [whyYou],
  }),
  "refund-issued": ({ amountMinor, currency, ptTaken, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Reembolso de ${amount}`,
      paragraphs: [
        `Hemos devuelto ${amount} a la tarjeta o cuenta con la que pagaste. Los bancos tardan de cinco a diez días en mostrarlo.`,
        ...(isSome(ptTaken)
          ? [
              `Los PT se devuelven en la misma proporción que el dinero: se han retirado ${figures.pt(ptTaken)}.`,
            ]
          : []),
      ],
      action: { label: "Ver el extracto", url },
      after: [whyYou],
    };
  },
  "refund-failed": ({ amountMinor, currency, ptReturned, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Un reembolso de ${amount} no llegó`,
      paragraphs: [
        `Te devolvimos ${amount}, pero tu banco no lo aceptó: lo habitual es una tarjeta caducada o una cuenta cerrada. El dinero lo tenemos nosotros. Escríbenos adónde debe ir y lo enviamos otra vez.`,
        ...(isSome(ptReturned)
          ? [`Los PT que se fueron con él han vuelto: ${figures.pt(ptReturned)}.`]
          : []),
      ],
      action: { label: "Ver el extracto", url },
      after: [whyYou],
    };
  },
  "topup-failed": ({ amountMinor, currency, reason, url }, figures) => ({
    subject: "Tu recarga no se ha realizado",
    paragraphs: [
      `No hemos podido cobrar ${figures.money({ amountMinor, currency })} para una recarga. No se ha cobrado nada ni se han añadido PT.`,
      topupReasons[reason] ?? "El banco no ha dado ningún motivo que podamos comunicarte.",
    ],
    action: { label: "Revisar el medio de pago", url },
    after: [whyYou],
  }),
  "topup-cap-reached": ({ amountMinor, currency, url }, figures) => ({
    subject: "La recarga automática descansa hasta el mes que viene",
    paragraphs: [
      `Las recargas automáticas de este mes han llegado a tu límite de ${figures.money({ amountMinor, currency })}. Vuelven el mes que viene, o cuando subas el límite.`,
      "Puedes seguir comprando PT por tu cuenta en cualquier momento.",
    ],
    action: { label: "Cambiar el límite", url },
    after: [whyYou],
  }),
  "card-expiring": ({ brand, last4, month, url }, figures) => ({
    subject: `Tu tarjeta terminada en ${last4} caduca pronto`,
    paragraphs: [
      `La tarjeta ${cardBrand(brand)} terminada en ${last4} es válida hasta finales de ${figures.month(month)}. Añade otra para que tu plan continúe sin interrupción.`,
    ],
    action: { label: "Cambiar la tarjeta", url },
    after: [whyYou],
  }),
  "statement-ready": ({ month, url }, figures) => ({
    subject: `Tu extracto de ${figures.month(month)}`,
    paragraphs: [
      `El mes está cerrado. El extracto de ${figures.month(month)} dice lo que entró, lo que se usó y lo que queda, en PT y en dinero.`,
    ],
    action: { label: "Ver el extracto", url },
    after: [whyYou],
  }),
};
