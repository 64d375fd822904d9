/** What the pictures of `shots.ts` show. */
export interface SeededUser {
  cookie: string;
  apiKey: string;
}

const DAY_MS = 86_400_000;

async function post(url: string, body: unknown, apiKey?: string): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

/** One who has nothing yet, one who has everything, and the operator. */
export async function seedPeople(origin: string) {
  const password = "a-long-enough-password";
  const { users } = (await post(`${origin}/__bench/seed`, {
    users: [
      { email: "empty@example.test", password, name: "Ida", grants: [], apiKey: true },
      {
        email: "margarete.hollenstein-vandenberg@a-rather-long-company-name.example.test",
        password,
        name: "Margarete Hollenstein-Vandenberg",
        plan: "pro",
        apiKey: true,
        grants: [
          { amountPt: 46_120, kind: "plan" },
          { amountPt: 1_200, kind: "promo", expiresAtMs: Date.now() + 3 * DAY_MS },
          { amountPt: 5_000, kind: "topup" },
        ],
      },
      { email: "operator@example.test", password, name: "Olga", operator: true, apiKey: true },
    ],
  })) as { users: [SeededUser, SeededUser, SeededUser] };
  return { empty: users[0], full: users[1], operator: users[2] };
}

const questions = [
  "What is a PT, and how is it charged?",
  "How do I deploy Selvedge to my own Cloudflare account, step by step?",
  "Explain why a charge may differ from the estimate, with all the reasons that there are.",
];

/** Fills a workspace with what a year of use leaves behind. Answers with one conversation's id. */
export async function fillWorkspace(origin: string, { apiKey }: SeededUser): Promise<string> {
  const api = `${origin}/api/v1`;
  let first = "";
  for (let at = 0; at < 40; at++) {
    const { id } = (await post(`${api}/conversations`, {}, apiKey)) as { id: string };
    if (at > 3) continue;
    first = id;
    for (const text of questions.slice(0, at + 1)) {
      await post(`${api}/conversations/${id}/messages`, { text }, apiKey);
      await post(`${origin}/__bench/drain`, {});
    }
  }
  for (let at = 1; at <= 12; at++) {
    await post(`${api}/api-keys`, { name: `Nightly report of department ${at}` }, apiKey);
    const name = `Answer a customer who asks for the ${at}. time`;
    await post(`${api}/templates`, { name, text: "Write a calm answer to this mail:" }, apiKey);
  }
  await post(`${origin}/__bench/drain`, {});
  return first;
}

interface SentMail {
  id: string;
  to: string;
}

function told(kind: string, to: string, facts: unknown) {
  return {
    type: `cf.email.sending.message.${kind}`,
    payload: { eventId: `${kind} ${to}`, recipient: to, ...(facts as object) },
    metadata: { eventTimestamp: new Date().toISOString() },
  };
}

/** Fills the operator's pages: mails of every fate, and what came in. Answers with one mail's id. */
export async function fillDeployment(origin: string): Promise<string> {
  const bench = `${origin}/__bench`;
  await post(`${bench}/mails`, { count: 12 });
  await post(`${bench}/drain`, {});
  const answer = await fetch(`${bench}/mail`);
  const sent = (await answer.json<SentMail[]>()).slice(-3);
  const [gone, angry, full] = sent;
  if (gone === undefined || angry === undefined || full === undefined) {
    throw new Error("The mails were not sent");
  }
  const hard = { bounce: { type: "hard", reason: "550 5.1.1 The account does not exist" } };
  const soft = { bounce: { type: "soft", reason: "452 4.2.2 The mailbox is full" } };
  await post(`${bench}/mail-events`, told("bounced", gone.to, hard));
  await post(
    `${bench}/mail-events`,
    told("complained", angry.to, { complaint: { type: "abuse" } }),
  );
  await post(`${bench}/mail-events`, told("bounced", full.to, soft));
  const raw = [
    "From: Ada Lovelace <ada@example.net>",
    "Subject: Re: Your PT are running low",
    `In-Reply-To: <${gone.id}@localhost>`,
    "",
    "Thank you, I have topped up.",
  ].join("\r\n");
  await post(`${bench}/inbound-mail`, { from: "ada@example.net", to: "support@localhost", raw });
  await post(`${bench}/drain`, {});
  await post(`${bench}/mails`, { count: 2, later: true });
  return gone.id;
}
