import type { PrivacyWords } from "./words.ts";

export const arPrivacy: PrivacyWords = {
  "export-ready": ({ url, expiresAtMs }, figures) => ({
    subject: "بياناتك جاهزة",
    paragraphs: [
      `جُمع كل ما نحتفظ به عنك في أرشيف واحد. نزّله من الحساب، الخصوصية، قبل ${figures.date(expiresAtMs)}؛ وبعد ذلك يُزال.`,
    ],
    action: { label: "افتح الخصوصية", url },
    after: ["أنت وحدك تستطيع تنزيله بعد تسجيل الدخول."],
  }),
  "deletion-requested": ({ url, dueAtMs }, figures) => ({
    subject: "أُغلق حسابك",
    paragraphs: [
      `سيُمحى كل ما يخصك في ${figures.date(dueAtMs)}. حتى ذلك الحين يمكنك العودة: سجّل الدخول وأكّد ذلك.`,
    ],
    action: { label: "العودة", url },
    after: ["إن لم تطلب هذا فسجّل الدخول الآن واختر كلمة مرور جديدة."],
  }),
  "subject-request": ({ url }) => ({
    subject: "أكّد طلبك بشأن بياناتك",
    paragraphs: [
      "أنت، أو من لديه عنوانك، سألتنا شيئًا عن بيانات شخصية. أكّد أنه أنت، فنجيبك خلال شهر.",
    ],
    action: { label: "أكّد الطلب", url },
    after: ["إن لم تكن أنت فتجاهل هذه الرسالة: لن يحدث شيء."],
  }),
  "subject-answer": ({ url, message }) => ({
    subject: "الرد على طلبك",
    paragraphs: ["هذا ردنا على طلبك بشأن البيانات الشخصية."],
    quote: message,
    action: { label: "إشعار الخصوصية لدينا", url },
    after: ["يمكنك تقديم شكوى إلى هيئة حماية البيانات."],
  }),
};
