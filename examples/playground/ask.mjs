// Asks the built page's Python under Node.js. Standard input: a list of questions, each the name
// of a function in answers.py and what it takes. Standard output: the list of answers.
//
//     echo '[["contract", "id = \"ours\""]]' | node build/site/playground/ask.mjs
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { startPython } from "./python.mjs";

const questions = JSON.parse(await text(process.stdin));
const place = (name) => fileURLToPath(new URL(name, import.meta.url));
const { ask } = await startPython((name) => readFile(place(name), "utf-8"), place);
process.stdout.write(JSON.stringify(questions.map(([name, ...words]) => ask(name, ...words))));
