import type { PlanChange } from "#features/mail/schema";
import { cardBrand, isSome } from "./figures.ts";
import type { PaymentWords, PlanWords } from "./words.ts";

const whyYou = "تصلك هذه الرسالة لأنك تتولى فوترة مساحة عمل.";

const topupReasons: Record<string, string> = {
  card_declined: "رفض البنك البطاقة.",
  insufficient_funds: "لم يكن في البطاقة مال كافٍ.",
  expired_card: "انتهت صلاحية البطاقة.",
  incorrect_cvc: "رمز أمان البطاقة غير صحيح.",
  authentication_required: "يطلب البنك أن تؤكد الدفع بنفسك.",
  turned_off: "كان هذا الإخفاق الثالث على التوالي، لذلك أُوقف الشحن التلقائي.",
};

const changes: Record<PlanChange, (plan: string, date: string) => [string, ...string[]]> = {
  started: (plan, date) => [
    `بدأت خطتك ${plan}`,
    `بدأت خطة ${plan} لمساحة عملك في ${date}. تصبح وحدات PT الخاصة بها في رصيدك حالما تُدفع الفاتورة.`,
  ],
  "trial-started": (plan, date) => [
    `بدأت تجربتك لخطة ${plan}`,
    `يمكنك تجربة خطة ${plan} حتى ${date}. عندها تُستوفى الدفعة الأولى؛ وإذا ألغيت قبل ذلك فلن تدفع شيئًا.`,
  ],
  "trial-ending": (plan, date) => [
    `تنتهي تجربتك لخطة ${plan} قريبًا`,
    `تنتهي تجربتك لخطة ${plan} في ${date}. عندها تُستوفى الدفعة الأولى؛ وإذا ألغيت قبل ذلك فلن تدفع شيئًا.`,
  ],
  upgraded: (plan, date) => [
    `خطتك الآن هي ${plan}`,
    `تسري خطة ${plan} منذ ${date}. تُضاف وحدات PT لبقية الفترة عند دفع الفاتورة، ويبقى ما استخدمته كما هو.`,
  ],
  "downgrade-scheduled": (plan, date) => [
    `ستتغير خطتك إلى ${plan}`,
    `في ${date} تنتقل مساحة عملك إلى خطة ${plan}. حتى ذلك الحين يبقى كل شيء كما هو، ويمكنك التراجع عن التغيير.`,
  ],
  downgraded: (plan, date) => [
    `خطتك الآن هي ${plan}`,
    `تسري خطة ${plan} منذ ${date}. تبقى وحدات PT التي لديك حتى تنتهي صلاحيتها.`,
  ],
  "cancel-scheduled": (plan, date) => [
    "أُلغيت خطتك",
    `تنتهي خطة ${plan} في ${date}. حتى ذلك الحين يبقى كل شيء كما هو، ويمكنك استئنافها بنقرة واحدة.`,
  ],
  canceled: (plan, date) => [
    "انتهت خطتك",
    `انتهت خطة ${plan} في ${date}. مساحة عملك الآن على الخطة المجانية، ومحادثاتك ومستنداتك ما زالت موجودة.`,
    "تبقى وحدات PT التي اشتريتها بالشحن حتى تنتهي صلاحيتها.",
  ],
  resumed: (plan, date) => ["خطتك مستمرة", `تستمر خطة ${plan} منذ ${date}. لم يتغير شيء آخر.`],
  paused: (plan, date) => [
    "خطتك متوقفة مؤقتًا",
    `خطة ${plan} متوقفة مؤقتًا اعتبارًا من ${date}. خلال ذلك لا يُستوفى شيء ولا تأتي وحدات PT جديدة، ثم تستمر من تلقاء نفسها.`,
  ],
};

export const arPlans: PlanWords = {
  "plan-changed": ({ change, plan, atMs, url }, figures) => {
    const [subject, ...paragraphs] = changes[change](figures.name(plan), figures.date(atMs));
    return {
      subject,
      paragraphs,
      action: { label: "فتح الفوترة", url },
      after: [whyYou],
    };
  },
  "plan-frozen": ({ plan, url }, { name }) => ({
    subject: `جُمّدت خطتك ${name(plan)}`,
    paragraphs: [
      "لم تُدفع الفاتورة المستحقة في موعدها. تسري الآن على مساحة عملك حدود الخطة المجانية، وأُوقف الشحن التلقائي.",
      `لم يُحذف شيء، ويمكنك مواصلة استخدام وحدات PT التي اشتريتها. ادفع الفاتورة فتعود خطة ${name(plan)} في الحال.`,
    ],
    action: { label: "الدفع والمتابعة", url },
    after: [whyYou],
  }),
};

export const arPayments: PaymentWords = {
  receipt: ({ amountMinor, currency, description, invoiceNumber, pt, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `إيصال بمبلغ ${amount}`,
      paragraphs: [`شكرًا لك. استلمنا دفعتك بمبلغ ${amount}.`],
      facts: [
        { label: "مقابل", value: description === "" ? "" : figures.name(description) },
        { label: "الفاتورة", value: figures.code(invoiceNumber) },
        { label: "المبلغ", value: amount },
        ...(isSome(pt) ? [{ label: "أُضيف إلى رصيدك", value: figures.pt(pt) }] : []),
      ],
      action: { label: "عرض الفاتورة", url },
      after: [whyYou],
    };
  },
  "payment-failed": ({ amountMinor, currency, step, graceEndsAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    const date = figures.date(graceEndsAtMs);
    const first = `لم نتمكن من استيفاء دفعة خطتك بمبلغ ${amount}. سنحاول مع البنك مرة أخرى في الأيام القادمة، ويمكنك أيضًا الدفع الآن أو استخدام بطاقة أخرى.`;
    const again = `ما زالت دفعة خطتك بمبلغ ${amount} مستحقة.`;
    const until = `تحتفظ بخطتك حتى ${date}، وتأتي وحدات PT الجديدة عند دفع الفاتورة. بعد ذلك تسري على مساحة عملك حدود الخطة المجانية. لا يُحذف شيء.`;
    const last = `في ${date} تُجمَّد خطتك: تسري على مساحة عملك حدود الخطة المجانية إلى أن تُدفع الفاتورة. لا يُحذف شيء.`;
    return {
      subject:
        step === "1"
          ? `لم تتم دفعتك بمبلغ ${amount}`
          : step === "4"
            ? "تذكير أخير: خطتك على وشك التجميد"
            : `تذكير: ما زال ${amount} مستحقًا`,
      paragraphs: [step === "1" ? first : again, step === "4" ? last : until],
      action: { label: "الدفع الآن", url },
      after: [whyYou],
    };
  },
  "payment-recovered": ({ amountMinor, currency, url }, figures) => ({
    subject: "وصلت دفعتك",
    paragraphs: [
      `استلمنا الدفعة المستحقة بمبلغ ${figures.money({ amountMinor, currency })}. تستمر خطتك كما كانت، ووحدات PT الخاصة بها في رصيدك.`,
    ],
    action: { label: "فتح الفوترة", url },
    after: [whyYou],
  }),
  "refund-issued": ({ amountMinor, currency, ptTaken, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `استرداد مبلغ ${amount}`,
      paragraphs: [
        `أعدنا ${amount} إلى البطاقة أو الحساب الذي دفعت به. تحتاج البنوك من خمسة إلى عشرة أيام لإظهاره.`,
        ...(isSome(ptTaken)
          ? [`تعود وحدات PT بالنسبة نفسها التي عاد بها المال: سُحب ${figures.pt(ptTaken)}.`]
          : []),
      ],
      action: { label: "عرض كشف الحساب", url },
      after: [whyYou],
    };
  },
  "refund-failed": ({ amountMinor, currency, ptReturned, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `لم يصل استرداد بمقدار ${amount}`,
      paragraphs: [
        `أعدنا ${amount}، لكن مصرفك لم يقبله: غالبًا ما يكون السبب بطاقة منتهية أو حسابًا مغلقًا. المال لدينا. اكتب إلينا إلى أين نرسله، وسنعيد إرساله.`,
        ...(isSome(ptReturned) ? [`عادت وحدات PT التي ذهبت معه: ${figures.pt(ptReturned)}.`] : []),
      ],
      action: { label: "عرض كشف الحساب", url },
      after: [whyYou],
    };
  },
  "topup-failed": ({ amountMinor, currency, reason, url }, figures) => ({
    subject: "لم يتم الشحن",
    paragraphs: [
      `لم نتمكن من استيفاء ${figures.money({ amountMinor, currency })} للشحن. لم يُخصم شيء ولم تُضف وحدات PT.`,
      topupReasons[reason] ?? "لم يذكر البنك سببًا يمكننا نقله إليك.",
    ],
    action: { label: "التحقق من وسيلة الدفع", url },
    after: [whyYou],
  }),
  "topup-cap-reached": ({ amountMinor, currency, url }, figures) => ({
    subject: "يتوقف الشحن التلقائي حتى الشهر القادم",
    paragraphs: [
      `بلغت عمليات الشحن التلقائي هذا الشهر حدّك البالغ ${figures.money({ amountMinor, currency })}. تُستأنف الشهر القادم، أو عندما ترفع الحد.`,
      "ما زال بإمكانك شراء وحدات PT بنفسك في أي وقت.",
    ],
    action: { label: "تغيير الحد", url },
    after: [whyYou],
  }),
  "card-expiring": ({ brand, last4, month, url }, figures) => ({
    subject: `تنتهي صلاحية بطاقتك المنتهية بالرقم ${figures.code(last4)} قريبًا`,
    paragraphs: [
      `بطاقة ${figures.code(cardBrand(brand))} المنتهية بالرقم ${figures.code(last4)} صالحة حتى نهاية ${figures.month(month)}. أضف بطاقة أخرى لتستمر خطتك دون انقطاع.`,
    ],
    action: { label: "تغيير البطاقة", url },
    after: [whyYou],
  }),
  "statement-ready": ({ month, url }, figures) => ({
    subject: `كشف حسابك عن ${figures.month(month)}`,
    paragraphs: [
      `أُقفل الشهر. يوضح كشف الحساب عن ${figures.month(month)} ما دخل وما استُخدم وما بقي، بوحدات PT وبالمال.`,
    ],
    action: { label: "عرض كشف الحساب", url },
    after: [whyYou],
  }),
};
