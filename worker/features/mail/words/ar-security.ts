import type { TwoFactorChange } from "#features/mail/schema";
import type { SecurityWords } from "./words.ts";

const why = "تصلك هذه الرسالة لأنها تحمي حسابك.";
const secure = "راجع أمان حسابك";
const ifNotYou = "إن لم تكن أنت فاختر كلمة مرور جديدة فورًا.";

const changes: Record<TwoFactorChange, [subject: string, text: string]> = {
  on: [
    "التحقق بخطوتين مفعّل",
    "من الآن يطلب تسجيل الدخول رمزًا من تطبيقك. احفظ الرموز الاحتياطية في مكان آمن.",
  ],
  off: ["التحقق بخطوتين متوقف", "يطلب تسجيل الدخول كلمة المرور فقط."],
  codes: ["رموز احتياطية جديدة", "أُنشئت رموز احتياطية جديدة لحسابك. لم تعد السابقة صالحة."],
  "code-used": [
    "استُخدم رمز احتياطي",
    "سُجّل الدخول إلى حسابك بأحد رموزك الاحتياطية. لن يعمل مرة أخرى.",
  ],
};

export const arSecurity: SecurityWords = {
  "magic-link": ({ url }) => ({
    subject: "رابط تسجيل الدخول",
    paragraphs: ["طلب أحدهم، والأرجح أنه أنت، تسجيل الدخول إلى هذا الحساب دون كلمة مرور."],
    action: { label: "تسجيل الدخول", url },
    after: [
      "يعمل الرابط مرة واحدة ولمدة 15 دقيقة.",
      "إن لم تكن أنت فتجاهل هذه الرسالة: لا يدخل أحد دونها.",
    ],
  }),
  "new-device": ({ url, atMs, device, place }, figures) => ({
    subject: "تسجيل دخول جديد إلى حسابك",
    paragraphs: ["سُجّل الدخول إلى حسابك من متصفح لم تستخدمه هنا من قبل."],
    facts: [
      { label: "الجهاز", value: device },
      { label: "من", value: place },
      { label: "متى", value: figures.date(atMs) },
    ].filter(({ value }) => value !== ""),
    action: { label: secure, url },
    after: ["إن كنت أنت فلا حاجة إلى شيء. وإلا فأنهِ تلك الجلسة واختر كلمة مرور جديدة.", why],
  }),
  "account-attacked": ({ url }) => ({
    subject: "يجرّب أحدهم كلمات مرور على حسابك",
    paragraphs: [
      "حدثت محاولات دخول فاشلة كثيرة إلى حسابك من متصفحات لم تستخدمها قط. لم تنجح أي منها.",
      "نُبطئ هذه المحاولات أكثر فأكثر. ولا يتأثر بها أي متصفح سبق أن سجّلت الدخول منه.",
    ],
    action: { label: secure, url },
    after: [
      "إذا كانت كلمة مرورك قصيرة أو مستخدمة في مكان آخر فاختر غيرها وفعّل التحقق بخطوتين.",
      why,
    ],
  }),
  "password-changed": ({ url }) => ({
    subject: "تغيّرت كلمة مرورك",
    paragraphs: ["تغيّرت كلمة مرور حسابك، وأُنهيت جلساتك الأخرى."],
    action: { label: "اختيار كلمة مرور جديدة", url },
    after: ["إن لم تكن أنت فاختر كلمة مرور جديدة فورًا.", why],
  }),
  "email-change-agree": ({ url, email }, figures) => ({
    subject: "الموافقة على عنوان بريد جديد",
    paragraphs: [
      `يريد أحدهم، والأرجح أنه أنت، تغيير عنوان هذا الحساب إلى ${figures.code(email)}.`,
      "لا يتغيّر شيء قبل موافقة العنوانين.",
    ],
    action: { label: "الموافقة أو الإيقاف", url },
    after: ["يعمل الرابط يومًا واحدًا. إن لم تكن أنت فافتحه وأوقف التغيير ثم اختر كلمة مرور جديدة."],
  }),
  "email-change-prove": ({ url, email }, figures) => ({
    subject: "تأكيد عنوان بريدك الجديد",
    paragraphs: [
      `يريد أحدهم، والأرجح أنه أنت، استخدام هذا العنوان ${figures.code(email)} لحساب.`,
      "يجب أن يوافق العنوان الحالي أيضًا.",
    ],
    action: { label: "تأكيد هذا العنوان", url },
    after: ["يعمل الرابط يومًا واحدًا. إن لم تكن أنت فتجاهل هذه الرسالة: لا يتغيّر شيء."],
  }),
  "email-changed": ({ url, email }, figures) => ({
    subject: "تغيّر عنوان بريدك",
    paragraphs: [`أصبح ${figures.code(email)} عنوان حسابك من الآن. وأُنهيت الجلسات الأخرى.`],
    action: { label: secure, url },
    after: ["إن لم تكن أنت فأبلغ القائم على هذا الموقع فورًا.", why],
  }),
  "two-factor-changed": ({ url, change }) => ({
    subject: changes[change][0],
    paragraphs: [changes[change][1]],
    action: { label: secure, url },
    after: [ifNotYou, why],
  }),
};
