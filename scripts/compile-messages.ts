import { compile } from "@inlang/paraglide-js";
import { messagesOptions } from "./messages.ts";

await compile(messagesOptions);
// The compiler's project store would keep the process for half a minute.
process.exit(0);
