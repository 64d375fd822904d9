import { z } from "zod";

const Count = z.int().min(0);
const PtText = z.string().max(40);

/** OpenAI's chat completion, with what it cost beside it. */
export const CompletionDocument = z
  .object({
    id: z.string().max(100),
    object: z.literal("chat.completion"),
    created: Count,
    model: z.string().max(120),
    choices: z
      .array(
        z.object({
          index: Count,
          message: z.object({
            role: z.literal("assistant"),
            content: z.string().max(4_000_000),
            refusal: z.null(),
          }),
          logprobs: z.null(),
          finish_reason: z.enum(["stop", "length", "tool_calls", "content_filter"]),
        }),
      )
      .max(1),
    usage: z.object({
      prompt_tokens: Count,
      completion_tokens: Count,
      total_tokens: Count,
      prompt_tokens_details: z.object({ cached_tokens: Count, cache_write_tokens: Count }),
    }),
    citations: z
      .array(
        z.object({
          number: z.int().min(1),
          documentId: z.string().max(200),
          title: z.string().max(500),
          quote: z.string().max(20_000),
          url: z.string().max(2_000).optional(),
        }),
      )
      .max(1_000)
      .optional()
      .meta({ description: "What the answer rests on; the text carries the numbers as [n]" }),
    pt: z
      .object({
        charged: PtText,
        chargedMicroPt: PtText,
        balance: PtText.nullable(),
        balanceMicroPt: PtText.nullable(),
        estimated: z.boolean().meta({ description: "The provider did not report; trued up later" }),
        transactionId: z.string().max(64).nullable(),
      })
      .meta({ description: "What it cost, in PT, and what the account has afterwards" }),
  })
  .meta({ id: "ChatCompletion" });

export const completionExample: z.infer<typeof CompletionDocument> = {
  id: "chatcmpl-01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  object: "chat.completion",
  created: 1_795_219_200,
  model: "selvedge-answerer",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "1,000 PT cost 1 US dollar.", refusal: null },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: {
    prompt_tokens: 120,
    completion_tokens: 640,
    total_tokens: 760,
    prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  },
  pt: {
    charged: "2",
    chargedMicroPt: "2000000",
    balance: "475",
    balanceMicroPt: "475000000",
    estimated: false,
    transactionId: "tx_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  },
};
