import { languages } from "./language.ts";
import type { Language } from "./search-index.ts";
import { foldWord, toWords } from "./words.ts";

export type SmallTalk = "greeting" | "wellbeing" | "thanks" | "bye" | "identity" | "capabilities";

/** Whole utterances, as words without marks and case; `|` separates them. */
const utterances: Record<Language, Record<SmallTalk, string>> = {
  en: {
    greeting:
      "hi|hello|hey|hi there|hello there|hey there|good morning|good afternoon|good evening|good day|greetings|howdy",
    wellbeing:
      "how are you|how are you doing|how are you today|how is it going|how s it going|what s up|sup",
    thanks:
      "thanks|thank you|thanks a lot|thank you very much|thank you so much|many thanks|thx|ty|cheers|ok thanks|okay thanks|great thanks|great thank you|perfect thanks",
    bye: "bye|goodbye|bye bye|see you|see you later|good night|ciao",
    identity:
      "who are you|what are you|are you an ai|are you ai|are you a bot|are you a robot|are you human|are you a human|are you chatgpt|are you gpt|are you claude|are you a language model|are you an llm|are you a real person|which model are you|what model are you|what is the built in answerer",
    capabilities:
      "what can you do|what do you do|what can i ask|what can i ask you|what do you know|how can you help|how can you help me|can you help me|can you help|help|help me|what can you do for me|what are you able to do|i need help",
  },
  es: {
    greeting: "hola|buenas|buenos días|buenas tardes|buenas noches|hola buenas|qué hay|saludos",
    wellbeing: "cómo estás|cómo está|qué tal|qué tal estás|cómo te va|cómo va",
    thanks: "gracias|muchas gracias|mil gracias|vale gracias|ok gracias|perfecto gracias",
    bye: "adiós|hasta luego|hasta pronto|hasta mañana|chao",
    identity:
      "quién eres|qué eres|quién es usted|eres una ia|eres un robot|eres humano|eres chatgpt|eres un modelo de lenguaje|qué modelo eres",
    capabilities:
      "qué puedes hacer|qué sabes hacer|qué puede hacer|qué sabes|en qué puedes ayudarme|puedes ayudarme|ayuda|ayúdame|qué puedo preguntar|qué puedo preguntarte|necesito ayuda",
  },
  fr: {
    greeting: "bonjour|salut|bonsoir|coucou|allô",
    wellbeing: "comment ça va|ça va|comment allez vous|comment vas tu|tu vas bien",
    thanks: "merci|merci beaucoup|merci bien|mille mercis|ok merci|parfait merci",
    bye: "au revoir|à bientôt|à plus|adieu|bonne nuit",
    identity:
      "qui es tu|qui êtes vous|tu es qui|vous êtes qui|es tu une ia|êtes vous une ia|es tu un robot|es tu humain|es tu chatgpt|êtes vous chatgpt|es tu un modèle de langage|quel modèle es tu",
    capabilities:
      "que peux tu faire|que pouvez vous faire|qu est ce que tu peux faire|qu est ce que vous pouvez faire|que sais tu faire|que savez vous faire|peux tu m aider|pouvez vous m aider|aide|aide moi|aidez moi|j ai besoin d aide",
  },
  de: {
    greeting: "hallo|hi|guten tag|guten morgen|guten abend|servus|moin|grüß gott|grüezi",
    wellbeing: "wie geht es dir|wie geht es ihnen|wie geht s|wie gehts|wie läuft s",
    thanks:
      "danke|vielen dank|danke schön|dankeschön|danke sehr|besten dank|ok danke|super danke|perfekt danke",
    bye: "tschüss|auf wiedersehen|bis bald|bis später|gute nacht|ciao",
    identity:
      "wer bist du|was bist du|wer sind sie|was sind sie|bist du eine ki|sind sie eine ki|bist du ein roboter|bist du ein mensch|bist du chatgpt|bist du ein sprachmodell|welches modell bist du",
    capabilities:
      "was kannst du|was können sie|was kannst du tun|was können sie tun|was kannst du alles|was weißt du|kannst du mir helfen|können sie mir helfen|hilfe|hilf mir|was kann ich fragen|was kann ich dich fragen|ich brauche hilfe",
  },
  ar: {
    greeting: "مرحبا|أهلا|أهلا وسهلا|السلام عليكم|صباح الخير|مساء الخير|هلا|هاي",
    wellbeing: "كيف حالك|كيف الحال|شلونك|كيفك",
    thanks: "شكرا|شكرا جزيلا|شكرا لك|شكرا كثيرا|مشكور",
    bye: "مع السلامة|وداعا|إلى اللقاء|تصبح على خير",
    identity:
      "من أنت|ما أنت|هل أنت ذكاء اصطناعي|هل أنت روبوت|هل أنت إنسان|هل أنت نموذج لغوي|هل أنت chatgpt",
    capabilities:
      "ماذا يمكنك أن تفعل|ماذا تستطيع أن تفعل|ماذا تستطيع|ماذا تفعل|ماذا تعرف|هل يمكنك مساعدتي|كيف يمكنك مساعدتي|ساعدني|مساعدة|أحتاج مساعدة|أحتاج إلى مساعدة|عن ماذا يمكنني أن أسأل",
  },
};

interface Recognised {
  kind: SmallTalk;
  language: Language;
}

let table: Map<string, Recognised[]> | undefined;

/**
 * What kind of small talk `text` is and in which language, or undefined when there is more to it.
 * A greeting before something else is passed over. `preferred` decides between languages that say
 * the same.
 */
export function recogniseSmallTalk(text: string, preferred: Language): Recognised | undefined {
  const words = toWords(text).filter((word) => word !== "selvedge");
  if (words.length === 0 || words.length > 14) return undefined;
  const whole = look(words, preferred);
  if (whole !== undefined) return whole;
  for (let count = Math.min(4, words.length - 1); count > 0; count--) {
    const start = look(words.slice(0, count), preferred);
    if (start?.kind !== "greeting") continue;
    return look(words.slice(count), preferred) ?? undefined;
  }
  return undefined;
}

function look(words: readonly string[], preferred: Language): Recognised | undefined {
  table ??= buildTable();
  const found = table.get(words.join(" "));
  return found?.find(({ language }) => language === preferred) ?? found?.[0];
}

function buildTable(): Map<string, Recognised[]> {
  const result = new Map<string, Recognised[]>();
  for (const language of languages) {
    for (const [kind, list] of Object.entries(utterances[language])) {
      for (const utterance of list.split("|")) {
        const key = utterance.split(" ").map(foldWord).join(" ");
        const known = result.get(key) ?? [];
        known.push({ kind: kind as SmallTalk, language });
        result.set(key, known);
      }
    }
  }
  return result;
}
