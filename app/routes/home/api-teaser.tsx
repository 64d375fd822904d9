import { buttonClass } from "#app/ui/button-class.ts";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { m } from "#messages";
import { Section } from "./section.tsx";

const code = `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://your-selvedge.example/api/v1",
  apiKey: process.env.SELVEDGE_API_KEY,
});

const answer = await client.chat.completions.create({
  model: "selvedge-answerer",
  messages: [{ role: "user", content: "What is a PT?" }],
});`;

/** What a program writes to use it. */
export function ApiTeaser() {
  return (
    <Section
      title={m.home_api()}
      text={m.home_api_text()}
      aside={
        <p className="mt-5">
          <a href="/docs/api" className={buttonClass()}>
            {m.home_api_docs()}
          </a>
        </p>
      }
    >
      <CodeBlock plain code={code} label="answer.ts" />
    </Section>
  );
}
