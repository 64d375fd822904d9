import type { TeamWords } from "./words.ts";

export const arTeam: TeamWords = {
  invitation: ({ url, workspace, inviter, expiresAtMs }, { date }) => ({
    subject: `يدعوك ${inviter} إلى ${workspace}`,
    paragraphs: [
      `يود ${inviter} أن تعملا معًا في مساحة العمل «${workspace}» على Selvedge.`,
      `الرابط لك وحدك وهو صالح حتى ${date(expiresAtMs)}.`,
    ],
    action: { label: "افتح الدعوة", url },
    after: ["إن كنت لا تعرف المرسل فتجاهل هذه الرسالة أو ارفض الدعوة في الصفحة: لن يحدث شيء."],
  }),
  "ownership-offered": ({ url, workspace, inviter }) => ({
    subject: `يمكن أن تصبح ${workspace} ملكك`,
    paragraphs: [
      `يعرض عليك ${inviter} ملكية مساحة العمل «${workspace}»: أعضاءها وخطتها ومدفوعاتها.`,
      "أمامك سبعة أيام للقبول. وحتى ذلك الحين لا يتغير شيء.",
    ],
    action: { label: "اطلع على العرض", url },
    after: [],
  }),
  "join-requested": ({ url, workspace, asker, email }, { code }) => ({
    subject: `يطلب ${asker} الانضمام إلى ${workspace}`,
    paragraphs: [
      `يود ${asker} الدخول إلى مساحة العمل «${workspace}» على Selvedge، ولا يرى منها شيئًا بعد.`,
      "أنت ممن يحق لهم البت في ذلك. الجواب الأول هو المعتمد، ونحن ننقله.",
    ],
    facts: [{ label: "العنوان", value: code(email) }],
    action: { label: "السماح بالدخول أو الرفض", url },
    after: [],
  }),
  "join-answered": ({ url, workspace, answer }) =>
    answer === "approved"
      ? {
          subject: `أصبحت في ${workspace}`,
          paragraphs: [
            `طلبت الانضمام إلى مساحة العمل «${workspace}» على Selvedge، وسُمح لك بالدخول.`,
            "تجدها من الآن بين مساحات عملك.",
          ],
          action: { label: "افتح مساحة العمل", url },
          after: [],
        }
      : {
          subject: `رُفض طلبك الانضمام إلى ${workspace}`,
          paragraphs: [
            `طلبت الانضمام إلى مساحة العمل «${workspace}» على Selvedge، ورفض ذلك أحد من يحق لهم البت فيه.`,
            "لا يتغير شيء آخر: حسابك ومساحات عملك باقية كما هي. إن كنت تظن أن في الأمر خطأ فتحدث إلى من تعمل معه هناك، إذ يمكنه دعوتك.",
          ],
          action: { label: "عرض مساحات عملك", url },
          after: [],
        },
  "key-leaked": ({ url, key, prefix, where }, { code }) => ({
    subject: "عُثر على أحد مفاتيح API الخاصة بك علنًا",
    paragraphs: [
      `عُثر على المفتاح «${key}» في مكان يمكن للآخرين قراءته. لقد ألغيناه ولم يعد يفتح شيئًا.`,
      "أنشئ مفتاحًا جديدًا وضعه حيث لا يقرؤه إلا برنامجك، وراجع الاستخدام بحثًا عما ليس لك.",
    ],
    facts: [
      { label: "المفتاح", value: code(`${prefix}…`) },
      ...(where === "" ? [] : [{ label: "مكان العثور", value: code(where) }]),
    ],
    action: { label: "افتح مفاتيح API", url },
    after: [],
  }),
  "program-stolen": ({ url, program, workspace }, { code }) => ({
    subject: "أُنهي وصول برنامج إلى حسابك",
    paragraphs: [
      `قدّم البرنامج «${program}»، الذي سمحت له بالدخول إلى ${workspace}، رمزًا سبق استخدامه. لقد نسخه أحد ما، فأنهينا وصوله ولم تعد رموزه تفتح شيئًا.`,
      "إن كان البرنامج لك فاسمح له من جديد. وإن كنت لا تعرفه فلا يلزم شيء آخر؛ راجع الاستخدام بحثًا عما ليس لك.",
    ],
    facts: [
      { label: "البرنامج", value: code(program) },
      { label: "مساحة العمل", value: workspace },
    ],
    action: { label: "عرض البرامج المسموح لها", url },
    after: [],
  }),
};
