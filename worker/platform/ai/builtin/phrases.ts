import type { Language } from "./search-index.ts";

/** What the built-in answerer says in its own name; all else are quotes. */
export interface Phrases {
  fromHelp: string;
  fromDocuments: string;
  fromBoth: string;
  seeAlso: string;
  sources: string;
  /** Says what it is not, under every answer. */
  disclosure: string;
  /** Said when the quotes are in another language than the question. */
  otherLanguage: string;
  nothingFound: string;
  whatIHave: string;
  nothingToSearch: string;
  identity: string;
  greeting: string;
  wellbeing: string;
  thanks: string;
  bye: string;
  askAbout: string;
}

export const phrases: Record<Language, Phrases> = {
  en: {
    fromHelp: "From Selvedge's help pages:",
    fromDocuments: "From your documents:",
    fromBoth: "From your documents and Selvedge's help pages:",
    seeAlso: "See also:",
    sources: "Sources:",
    disclosure: "I am the built-in answerer: I search and quote, and am not a language model.",
    otherLanguage: "The passages are quoted in the language they are written in.",
    nothingFound:
      "I found nothing about that. I am the built-in answerer, not a language model: I can only quote what stands in your documents and in Selvedge's help pages.",
    whatIHave: "This is what I have:",
    nothingToSearch:
      "There are no documents that I could search yet. Attach some, or add them to the workspace's knowledge.",
    identity:
      "I am Selvedge's built-in answerer. I am not a language model: I search your documents and Selvedge's help pages, quote the passages that fit, and say where they come from. I cannot write texts, translate or reason.",
    greeting: "Hello!",
    wellbeing:
      "I am a search engine and have no feelings, but everything works. What may I look up?",
    thanks: "You are welcome.",
    bye: "Goodbye. The conversation is saved.",
    askAbout: "You can ask me about:",
  },
  es: {
    fromHelp: "De las páginas de ayuda de Selvedge:",
    fromDocuments: "De sus documentos:",
    fromBoth: "De sus documentos y de las páginas de ayuda de Selvedge:",
    seeAlso: "Véase también:",
    sources: "Fuentes:",
    disclosure: "Soy el respondedor integrado: busco y cito, y no soy un modelo de lenguaje.",
    otherLanguage: "Los pasajes se citan en el idioma en que están escritos.",
    nothingFound:
      "No he encontrado nada sobre eso. Soy el respondedor integrado, no un modelo de lenguaje: solo puedo citar lo que está en sus documentos y en las páginas de ayuda de Selvedge.",
    whatIHave: "Esto es lo que tengo:",
    nothingToSearch:
      "Todavía no hay documentos en los que buscar. Adjunte alguno o añádalo al conocimiento del espacio de trabajo.",
    identity:
      "Soy el respondedor integrado de Selvedge. No soy un modelo de lenguaje: busco en sus documentos y en las páginas de ayuda de Selvedge, cito los pasajes que convienen y digo de dónde vienen. No puedo redactar textos, traducir ni razonar.",
    greeting: "¡Hola!",
    wellbeing:
      "Soy un buscador y no tengo sentimientos, pero todo funciona. ¿Qué quiere que busque?",
    thanks: "De nada.",
    bye: "Hasta luego. La conversación queda guardada.",
    askAbout: "Puede preguntarme sobre:",
  },
  fr: {
    fromHelp: "Dans les pages d'aide de Selvedge :",
    fromDocuments: "Dans vos documents :",
    fromBoth: "Dans vos documents et les pages d'aide de Selvedge :",
    seeAlso: "Voir aussi :",
    sources: "Sources :",
    disclosure:
      "Je suis le répondeur intégré : je cherche et je cite, et je ne suis pas un modèle de langage.",
    otherLanguage: "Les passages sont cités dans la langue où ils sont écrits.",
    nothingFound:
      "Je n'ai rien trouvé à ce sujet. Je suis le répondeur intégré, pas un modèle de langage : je ne peux citer que ce qui se trouve dans vos documents et dans les pages d'aide de Selvedge.",
    whatIHave: "Voici ce que j'ai :",
    nothingToSearch:
      "Il n'y a pas encore de documents où chercher. Joignez-en, ou ajoutez-les aux connaissances de l'espace de travail.",
    identity:
      "Je suis le répondeur intégré de Selvedge. Je ne suis pas un modèle de langage : je cherche dans vos documents et dans les pages d'aide de Selvedge, je cite les passages qui conviennent et j'indique leur source. Je ne sais ni rédiger, ni traduire, ni raisonner.",
    greeting: "Bonjour !",
    wellbeing:
      "Je suis un moteur de recherche et je n'ai pas de sentiments, mais tout fonctionne. Que dois-je chercher ?",
    thanks: "Je vous en prie.",
    bye: "Au revoir. La conversation est enregistrée.",
    askAbout: "Vous pouvez m'interroger sur :",
  },
  de: {
    fromHelp: "Aus den Hilfeseiten von Selvedge:",
    fromDocuments: "Aus Ihren Dokumenten:",
    fromBoth: "Aus Ihren Dokumenten und den Hilfeseiten von Selvedge:",
    seeAlso: "Siehe auch:",
    sources: "Quellen:",
    disclosure:
      "Ich bin der eingebaute Antworter: Ich suche und zitiere und bin kein Sprachmodell.",
    otherLanguage: "Die Stellen sind in der Sprache zitiert, in der sie geschrieben sind.",
    nothingFound:
      "Dazu habe ich nichts gefunden. Ich bin der eingebaute Antworter, kein Sprachmodell: Ich kann nur zitieren, was in Ihren Dokumenten und in den Hilfeseiten von Selvedge steht.",
    whatIHave: "Das habe ich:",
    nothingToSearch:
      "Es gibt noch keine Dokumente, die ich durchsuchen könnte. Hängen Sie welche an oder nehmen Sie sie in das Wissen des Arbeitsbereichs auf.",
    identity:
      "Ich bin der eingebaute Antworter von Selvedge. Ich bin kein Sprachmodell: Ich durchsuche Ihre Dokumente und die Hilfeseiten von Selvedge, zitiere die passenden Stellen und nenne ihre Quelle. Ich kann nicht texten, übersetzen oder schlussfolgern.",
    greeting: "Guten Tag!",
    wellbeing:
      "Ich bin eine Suchmaschine und habe keine Gefühle, aber alles läuft. Was darf ich nachschlagen?",
    thanks: "Gern geschehen.",
    bye: "Auf Wiedersehen. Die Unterhaltung ist gespeichert.",
    askAbout: "Sie können mich fragen zu:",
  },
  ar: {
    fromHelp: "من صفحات مساعدة Selvedge:",
    fromDocuments: "من مستنداتك:",
    fromBoth: "من مستنداتك ومن صفحات مساعدة Selvedge:",
    seeAlso: "انظر أيضًا:",
    sources: "المصادر:",
    disclosure: "أنا المجيب المدمج: أبحث وأقتبس، ولست نموذجًا لغويًا.",
    otherLanguage: "المقاطع مقتبسة باللغة التي كُتبت بها.",
    nothingFound:
      "لم أجد شيئًا عن ذلك. أنا المجيب المدمج ولست نموذجًا لغويًا: لا أستطيع إلا أن أقتبس ما في مستنداتك وفي صفحات مساعدة Selvedge.",
    whatIHave: "هذا ما لديّ:",
    nothingToSearch:
      "لا توجد بعد مستندات يمكنني البحث فيها. أرفق بعضها أو أضفها إلى معرفة مساحة العمل.",
    identity:
      "أنا المجيب المدمج في Selvedge. لست نموذجًا لغويًا: أبحث في مستنداتك وفي صفحات مساعدة Selvedge، وأقتبس المقاطع المناسبة وأذكر مصدرها. لا أستطيع كتابة النصوص ولا الترجمة ولا الاستدلال.",
    greeting: "مرحبًا!",
    wellbeing: "أنا محرك بحث وليست لديّ مشاعر، لكن كل شيء يعمل. عمّ تريدني أن أبحث؟",
    thanks: "على الرحب والسعة.",
    bye: "إلى اللقاء. المحادثة محفوظة.",
    askAbout: "يمكنك أن تسألني عن:",
  },
};
