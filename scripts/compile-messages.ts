import { compile } from "@inlang/paraglide-js";
import { messagesOptions } from "./messages.ts";

await compile(messagesOptions);
