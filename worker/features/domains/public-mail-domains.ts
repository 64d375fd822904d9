/** Where anyone can have an address: owning one says nothing of a company. */
const publicMailDomains: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es hotmail.com hotmail.co.uk
  hotmail.de hotmail.fr hotmail.es hotmail.it live.com live.de live.fr live.nl msn.com passport.com
  yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.co.jp yahoo.co.in yahoo.com.br
  ymail.com rocketmail.com aol.com aim.com icloud.com me.com mac.com proton.me protonmail.com pm.me
  gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.de posteo.de
  mailbox.org tutanota.com tuta.com tuta.io hey.com fastmail.com fastmail.fm zoho.com zohomail.com
  yandex.com yandex.ru ya.ru mail.ru inbox.ru bk.ru list.ru rambler.ru orange.fr wanadoo.fr free.fr
  laposte.net sfr.fr neuf.fr bbox.fr libero.it virgilio.it tiscali.it alice.it tin.it terra.es
  telefonica.net ono.com btinternet.com sky.com virginmedia.com ntlworld.com talktalk.net comcast.net
  verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net rogers.com
  shaw.ca bell.net sympatico.ca bigpond.com optusnet.com.au xtra.co.nz qq.com 163.com 126.com
  sina.com foxmail.com naver.com daum.net hanmail.net docomo.ne.jp rediffmail.com uol.com.br
  bol.com.br terra.com.br maktoob.com duck.com mailinator.com guerrillamail.com 10minutemail.com
  temp-mail.org yopmail.com trashmail.com`.split(/\s+/),
);

/** True for a domain of a public mail service, and for what lies below one. */
export function isPublicMailDomain(domain: string): boolean {
  const labels = domain.split(".");
  return labels.some((_, index) => publicMailDomains.has(labels.slice(index).join(".")));
}
