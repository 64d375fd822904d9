import { arCredits, arOperator } from "./ar-credits.ts";
import { arDigest } from "./ar-digest.ts";
import { arPayments, arPlans } from "./ar-payments.ts";
import { arTeam } from "./ar-team.ts";
import { arSecurity } from "./ar-security.ts";
import { arPrivacy } from "./ar-privacy.ts";
import type { AccountWords, Words } from "./words.ts";

const arAccount: AccountWords = {
  verify: ({ url }) => ({
    subject: "أكِّد عنوان بريدك الإلكتروني",
    paragraphs: ["يُرجى تأكيد أن هذا العنوان لك."],
    action: { label: "تأكيد العنوان", url },
    after: ["يعمل الرابط مرة واحدة ولمدة ثلاثة أيام.", "إذا لم تسجّل فتجاهل هذه الرسالة."],
  }),
  reset: ({ url }) => ({
    subject: "اختر كلمة مرور جديدة",
    paragraphs: ["طلب أحدهم، ولعله أنت، كلمة مرور جديدة لهذا العنوان."],
    action: { label: "اختيار كلمة مرور جديدة", url },
    after: [
      "يعمل الرابط مرة واحدة ولمدة ساعة. كلمة المرور الجديدة تنهي كل الجلسات المفتوحة.",
      "إذا لم تكن أنت فتجاهل هذه الرسالة: لن يتغير شيء.",
    ],
  }),
  welcome: ({ url }) => ({
    subject: "مرحبًا بك في Selvedge",
    paragraphs: [
      "تم تأكيد عنوانك، ويمكنك من الآن استعادة حسابك بواسطته.",
      "قبل إرسال الرسالة ترى كم ستكلّف، وبعدها تجد القيد في دفتر حسابك.",
    ],
    action: { label: "ابدأ المحادثة", url },
    after: [],
  }),
  "already-registered": ({ signInUrl, resetUrl }) => ({
    subject: "لديك حساب بالفعل",
    paragraphs: ["حاول أحدهم، ولعله أنت، التسجيل بهذا العنوان. لهذا العنوان حساب بالفعل."],
    action: { label: "تسجيل الدخول", url: signInUrl },
    otherAction: { label: "اختيار كلمة مرور جديدة", url: resetUrl },
    after: ["إذا لم تكن أنت فتجاهل هذه الرسالة: لن يتغير شيء."],
  }),
};

export const ar: Words = {
  greeting: (name) => `مرحبًا ${name}،`,
  linkHint: "إذا لم يعمل الزر فافتح هذا العنوان:",
  footer: (host) => `أُرسلت من Selvedge عبر ${host}.`,
  essential: "هذه الرسالة جزء من حسابك ولا يمكن إيقافها.",
  outside: "تصلك هذه الرسالة لأن هذا العنوان أُعطي لنا. يمكنك تجاهلها دون أن يكون لك حساب هنا.",
  preferences: "اختر ما تُبلَّغ به",
  unsubscribe: "إلغاء الاشتراك في رسائل كهذه",
  fact: ({ label, value }) => `${label}: ${value}`,
  names: {
    visitor: "زائر",
    free: "مجاني",
    entry: "أساسي",
    pro: "احترافي",
    business: "أعمال",
    topup: "شحن الرصيد",
  },
  templates: {
    ...arAccount,
    ...arSecurity,
    ...arPlans,
    ...arPayments,
    ...arCredits,
    ...arOperator,
    ...arTeam,
    ...arDigest,
    ...arPrivacy,
  },
};
