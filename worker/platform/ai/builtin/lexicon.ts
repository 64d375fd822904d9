import { stem } from "./language.ts";
import type { Language } from "./search-index.ts";
import { foldWord } from "./words.ts";

/**
 * Words that askers use for what the English help pages call by another name, in each language:
 * `asked = written, written`. Only words about the product; nothing here is a general dictionary.
 */
const entries: Record<Language, string> = {
  en: `cost=price,charge; costs=price,charge; expensive=price,charge; fee=price,charge; pay=charge,price;
    money=charge; bill=charge; billed=charged; invoice=charge; buy=top; purchase=top; refill=top;
    cancel=stop; abort=stop; interrupt=stop; pause=stop; halt=stop; upload=attach; file=document;
    files=documents; pdf=document; login=sign; log=sign; signin=sign; signup=register,account;
    register=account; erase=delete; remove=delete; download=export; save=export,saved; limit=budget,cap;
    quota=limit,budget; gdpr=privacy; secret=key; llm=model; ai=model;
    credits=PT,balance; credit=PT,balance; funds=balance; backup=backups; host=deploy; hosting=deploy;
    install=start; setup=start; wrong=differ; mismatch=differ; higher=differ;
    failed=error,fails; fail=error,fails; broken=error; hotkey=keyboard; shortcut=keyboard;
    shortcuts=keyboard; reserved=hold,held; reserve=hold;
    forgot=forget; forgotten=forget; lost=forget; calculate=made; computed=made; different=differ;
    difference=differ; laptop=machine; computer=machine; hosted=kept; stored=kept`,
  es: `precio=price; precios=prices; cuesta=price,charge; costo=price,charge; coste=price,charge;
    pagar=charge,price; cobro=charge; cobran=charge; factura=charge; saldo=balance; crédito=PT,balance;
    recargar=top; comprar=top; parar=stop; detener=stop; cancelar=stop; clave=key; claves=keys; llave=key;
    presupuesto=budget; límite=limit,budget; modelo=model; plan=plan; documento=document; archivo=document;
    adjuntar=attach; subir=attach,upload; conocimiento=knowledge; compartir=share; enlace=link; exportar=export;
    descargar=export; borrar=delete; eliminar=delete; conversación=conversation; historial=history;
    buscar=search; privacidad=privacy; datos=data; contraseña=password; cuenta=account; registrar=account;
    error=error; errores=errors; fallo=error; proveedor=provider; conectar=connect; desplegar=deploy;
    instalar=start; empezar=start; estimación=estimate; reserva=hold; retención=hold; caducar=expire;
    caduca=expire; agotar=run,out; acaban=run,out; respuesta=answer; mensaje=message; plantilla=template`,
  fr: `prix=price; coûte=price,charge; coût=price,charge; tarif=price; payer=charge,price; facture=charge;
    facturé=charged; débit=charge; solde=balance; crédit=PT,balance; recharger=top; acheter=top; arrêter=stop;
    stopper=stop; annuler=stop; clé=key; clés=keys; budget=budget; limite=limit,budget; modèle=model;
    forfait=plan; document=document; fichier=document; joindre=attach; téléverser=attach,upload;
    connaissances=knowledge; partager=share; lien=link; exporter=export; télécharger=export; supprimer=delete;
    effacer=delete; conversation=conversation; historique=history; chercher=search; confidentialité=privacy;
    données=data; mot=password; compte=account; inscrire=account; erreur=error; erreurs=errors; échec=error;
    fournisseur=provider; connecter=connect; déployer=deploy; installer=start; commencer=start;
    estimation=estimate; réserve=hold; réservé=hold; expirer=expire; expirent=expire; épuisé=run,out;
    réponse=answer; message=message; modèles=models; raccourcis=keyboard`,
  de: `preis=price; preise=prices; kostet=price,charge; kosten=price,charge; bezahlen=charge,price;
    zahlen=charge,price; rechnung=charge; abgebucht=charged; abrechnung=charge; guthaben=balance; aufladen=top;
    kaufen=top; stoppen=stop; anhalten=stop; abbrechen=stop; schlüssel=key; budget=budget; grenze=limit,budget;
    limit=limit,budget; modell=model; modelle=models; tarif=plan; dokument=document; dokumente=documents;
    datei=document; dateien=documents; anhängen=attach; hochladen=attach,upload; wissen=knowledge; teilen=share;
    link=link; exportieren=export; herunterladen=export; löschen=delete; unterhaltung=conversation;
    verlauf=history; suchen=search; datenschutz=privacy; daten=data; passwort=password; konto=account;
    registrieren=account; anmelden=sign; fehler=error; anbieter=provider; verbinden=connect;
    bereitstellen=deploy; installieren=start; anfangen=start; starten=start; schätzung=estimate;
    reservierung=hold; reserviert=hold; verfallen=expire; aufgebraucht=run,out; leer=run,out; antwort=answer;
    nachricht=message; vorlage=template; tastenkürzel=keyboard`,
  ar: `سعر=price; أسعار=prices; تكلفة=price,charge; يكلف=price,charge; دفع=charge,price; فاتورة=charge;
    رصيد=balance; شحن=top; شراء=top; إيقاف=stop; أوقف=stop; إلغاء=stop; مفتاح=key; مفاتيح=keys; ميزانية=budget;
    حد=limit,budget; نموذج=model; نماذج=models; خطة=plan; مستند=document; مستندات=documents; ملف=document;
    ملفات=documents; إرفاق=attach; أرفق=attach; رفع=attach,upload; معرفة=knowledge; مشاركة=share; أشارك=share;
    رابط=link; تصدير=export; تنزيل=export; حذف=delete; أحذف=delete; محادثة=conversation; سجل=history; بحث=search;
    خصوصية=privacy; بيانات=data; كلمة=password; حساب=account; تسجيل=account,sign; خطأ=error; أخطاء=errors;
    مزود=provider; ربط=connect; نشر=deploy; تثبيت=start; بدء=start; أبدأ=start; تقدير=estimate; حجز=hold;
    انتهاء=expire; إجابة=answer; جواب=answer; رسالة=message; قالب=template`,
};

const tables = new Map<Language, Map<string, string[]>>();

/** Other words under which the help pages may write about `word`; folded, without the word itself. */
export function relatedWords(word: string, language: Language): string[] {
  return getTable(language).get(stem(word, language)) ?? [];
}

function getTable(language: Language): Map<string, string[]> {
  let table = tables.get(language);
  if (table !== undefined) return table;
  table = new Map();
  for (const entry of entries[language].split(";")) {
    const [asked = "", written = ""] = entry.trim().split("=");
    const key = stem(foldWord(asked), language);
    table.set(key, [...(table.get(key) ?? []), ...written.split(",").map(foldWord)]);
  }
  tables.set(language, table);
  return table;
}
