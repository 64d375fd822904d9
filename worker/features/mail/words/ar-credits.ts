import type { DisputeAlert, DisputeStep } from "#features/mail/schema";
import { isSome } from "./figures.ts";
import type { CreditWords, OperatorWords } from "./words.ts";

const whyAlert = "أنت تختار متى تُنبَّه من صفحة الفوترة ضمن «الحدود والتنبيهات».";
const whyOperator = "تصلك هذه الرسالة لأنك تشغّل هذا الموقع.";

const steps: Record<DisputeStep, (pt: string) => [string, string]> = {
  opened: (pt) => [
    "استلمنا اعتراضك",
    `تعترض على قيد بمقدار ${pt}. تُجمع الأدلة الآن، وسنبلغك حالما يُبتّ في الأمر.`,
  ],
  asked: (pt) => ["سؤال بشأن اعتراضك", `لكي نبتّ في القيد البالغ ${pt} نحتاج منك إلى توضيح.`],
  answered: (pt) => ["رسالة جديدة في اعتراض", `هناك رد في الاعتراض على قيد بمقدار ${pt}.`],
  approved: (pt) => ["قُبل اعتراضك", `كنت على حق: عاد ${pt} إلى رصيدك.`],
  partly: (pt) => ["قُبل اعتراضك جزئيًا", `أُعيد جزء من القيد: عاد ${pt} إلى رصيدك.`],
  denied: (pt) => [
    "بُتّ في اعتراضك",
    `يبقى القيد البالغ ${pt} قائمًا. تجد السبب وكل الأدلة في صفحة الاعتراض.`,
  ],
  withdrawn: (pt) => ["سُحب اعتراض", `سُحب الاعتراض على قيد بمقدار ${pt}. يبقى القيد كما كان.`],
  expired: (pt) => [
    "أُغلق اعتراضك",
    `لم يصل رد في الموعد، لذلك أُغلق الاعتراض على قيد بمقدار ${pt}. يبقى القيد كما كان.`,
  ],
};

const endpointGone =
  "أجابت إحدى وجهاتك بأنها لم تعد موجودة (410)، لذلك لم تعد تستلم رسائل. الرسائل محفوظة في سجلها: أعد تشغيلها وأرسلها من جديد.";
const endpointFailing =
  "ظلّت الرسائل إلى إحدى وجهاتك تفشل، لذلك لم تعد تستلم شيئًا. الرسائل محفوظة في سجلها: أعد تشغيلها وأرسلها من جديد.";

export const arCredits: CreditWords = {
  "usage-alert": ({ percent, usedPt, grantedPt, url }, figures) => ({
    subject: `استُخدم ${figures.percent(percent)} من PT هذه الفترة`,
    paragraphs: [
      `استخدمت مساحة عملك ${figures.pt(usedPt)} من أصل ${figures.pt(grantedPt)} لهذه الفترة.`,
    ],
    action: { label: "عرض الاستخدام", url },
    after: [whyAlert],
  }),
  "pt-low": ({ availablePt, url }, figures) => ({
    subject: "رصيدك من PT يوشك على النفاد",
    paragraphs: [
      `بقي لمساحة عملك ${figures.pt(availablePt)}. السؤال الذي قد يكلّف أكثر مما بقي يُرفض قبل خصم أي شيء.`,
    ],
    action: { label: "الحصول على المزيد", url },
    after: [whyAlert],
  }),
  "spend-cap-reached": ({ capPt, url }, figures) => ({
    subject: "بلغت مساحة عملك حد الإنفاق",
    paragraphs: [
      `استخدمت مساحة عملك ${figures.pt(capPt)}، وهو ما يجوز لها إنفاقه في الفترة. تُرفض الطلبات الجديدة حتى الفترة التالية، أو حتى يرفع أحد المشرفين الحد.`,
    ],
    action: { label: "تغيير الحد", url },
    after: [whyAlert],
  }),
  "dispute-update": ({ step, amountPt, message, url }, figures) => {
    const [subject, paragraph] = steps[step](figures.pt(amountPt));
    return {
      subject,
      paragraphs: [paragraph],
      quote: message,
      action: { label: "فتح الاعتراض", url },
      after: [],
    };
  },
  "webhook-disabled": ({ endpoint, reason, url }, figures) => ({
    subject: "أُوقفت إحدى وجهات الإشعارات البرمجية",
    paragraphs: [reason === "gone" ? endpointGone : endpointFailing],
    facts: [{ label: "الوجهة", value: figures.code(endpoint) }],
    action: { label: "فتح الوجهة", url },
    after: ["تصلك هذه الرسالة لأنك تدير مساحة عمل."],
  }),
  "channel-disabled": ({ channel, reason, url }) => ({
    subject: "أُوقفت إحدى قنواتك",
    paragraphs: [
      reason === "gone"
        ? `أجابت قناتك «${channel}» بأنها لم تعد موجودة، لذلك لم تعد تُبلَّغ بشيء. أنشئ هناك عنوانًا جديدًا وأضفه، أو احذف القناة.`
        : `لم يصل شيء إلى قناتك «${channel}» منذ خمسة أيام، لذلك لم تعد تُبلَّغ بشيء. تحقق من عنوانها وأعد تشغيلها.`,
    ],
    action: { label: "فتح القنوات", url },
    after: ["تصلك هذه الرسالة لأنك تدير مساحة عمل."],
  }),
};

const alerts: Record<DisputeAlert, (pt: string) => [string, string]> = {
  new: (pt) => [
    `اعتراض على قيد بمقدار ${pt}`,
    `اعترض أحدهم على قيد بمقدار ${pt}. تُجمع الأدلة من تلقاء نفسها؛ بُتّ في الأمر أو اطرح سؤالًا قبل انتهاء المهلة.`,
  ],
  overdue: (pt) => [
    `متأخر: اعتراض بمقدار ${pt}`,
    `كان ينبغي الرد على الاعتراض على قيد بمقدار ${pt} قبل الآن. من فتحه ما زال ينتظر.`,
  ],
  "second-approval": (pt) => [
    `تلزم موافقة ثانية على ${pt}`,
    `يريد مشغّل آخر قبول اعتراض بمقدار ${pt}. مبلغ كهذا يحتاج إلى موافقة مشغّل ثانٍ.`,
  ],
};

export const arOperator: OperatorWords = {
  "chargeback-opened": ({ amountMinor, currency, reason, dueAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `استرداد قسري بمبلغ ${amount}`,
      paragraphs: [
        "يطالب أحد البنوك بإعادة دفعة. الأدلة من الدفتر والسجلات جاهزة؛ راجعها وأرسلها قبل الموعد الذي حدده البنك.",
      ],
      facts: [
        { label: "المبلغ", value: amount },
        { label: "السبب", value: figures.code(reason) },
        ...(isSome(dueAtMs) ? [{ label: "موعد تقديم الأدلة", value: figures.date(dueAtMs) }] : []),
      ],
      action: { label: "مراجعة الأدلة", url },
      after: [whyOperator],
    };
  },
  "margin-alert": ({ plan, marginPercent, light, url }, figures) => ({
    subject: `${light === "red" ? "أحمر" : "أصفر"}: هامش ${figures.name(plan)} هو ${figures.percent(marginPercent)}`,
    paragraphs: [
      `الإيرادات بعد طرح كلفة مزوّدي الذكاء الاصطناعي تترك ${figures.percent(marginPercent)} في ${figures.name(plan)}. ما فوق ${figures.percent("65")} أخضر، وما دون ${figures.percent("50")} أحمر.`,
    ],
    action: { label: "عرض الهوامش", url },
    after: [whyOperator],
  }),
  "reconciliation-alert": ({ open, url }, figures) => ({
    subject: `المطابقة: فروق مفتوحة: ${figures.count(open)}`,
    paragraphs: [
      "تركت المقارنة الليلية بين الدفتر وStripe ومزوّدي الذكاء الاصطناعي فروقًا لم يفسّرها أحد بعد.",
    ],
    facts: [{ label: "الفروق المفتوحة", value: figures.count(open) }],
    action: { label: "عرضها", url },
    after: [whyOperator],
  }),
  "dispute-alert": ({ alert, amountPt, dueAtMs, url }, figures) => {
    const [subject, paragraph] = alerts[alert](figures.pt(amountPt));
    const label = alert === "overdue" ? "كان موعد الرد" : "موعد الرد";
    return {
      subject,
      paragraphs: [paragraph],
      facts: isSome(dueAtMs) ? [{ label, value: figures.date(dueAtMs) }] : [],
      action: { label: "فتح الاعتراض", url },
      after: [whyOperator],
    };
  },
};
