import { run } from "./command.ts";

run("node", ["scripts/compile-messages.ts"]);
run("react-router", ["typegen"]);
run("tsc", ["--noEmit"]);
