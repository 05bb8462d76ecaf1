import { withOverrides } from "../effective.ts";
import type { JsonObject } from "../json.ts";
import { objectAt, textAt } from "../json.ts";
import { isEnglish, replyTo } from "../player/brain.ts";
import { systemPrompt } from "../player/speech.ts";
import { builtInVariables, fillVariables } from "../player/variables.ts";
import type { Random } from "../random.ts";

const LONGEST_TALK = 3;
/** Words to the emulator, not to the assistant. */
const MAGIC = /\[(?:endless|crash)\]/g;

export type Conversation = {
  transcript: string;
  /** As OpenAI's: the one that is tested is the assistant, the tester the user. */
  messages: JsonObject[];
};

/** What the tester says: the first sentences of what it was told to do, and a good-bye. */
function testerLines(instructions: string): string[] {
  const sentences = instructions
    .replace(MAGIC, " ")
    .split(/(?<=[.!?…])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
  return [...sentences.slice(0, LONGEST_TALK), isEnglish(instructions) ? "Thank you, goodbye." : "Merci, au revoir."];
}

/** The talk between the tester and the target, which speaks from its first message and its prompt. */
export function converse(options: {
  /** Before the scenario's overrides. */
  target: JsonObject;
  scenario: JsonObject;
  now: number;
  random: Random;
}): Conversation {
  const { scenario, random } = options;
  const overrides = objectAt(scenario, "targetOverrides");
  const target = withOverrides(options.target, overrides);
  const variables = { ...builtInVariables(options.now, undefined), ...objectAt(overrides, "variableValues") };
  const fill = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : fillVariables(text, variables);
  const greeting =
    textAt(target, "firstMessageMode") === "assistant-waits-for-user" ? undefined : textAt(target, "firstMessage");
  const prompt = fill(systemPrompt(target));

  const opened = greeting === undefined ? [] : [{ role: "assistant", content: fill(greeting) ?? "" }];
  const talk = testerLines(textAt(scenario, "instructions") ?? "").flatMap((line) => [
    { role: "user", content: line },
    { role: "assistant", content: replyTo(line, prompt, random) },
  ]);
  const messages = [...opened, ...talk];
  const spoken = messages.map(({ role, content }) => `${role === "assistant" ? "AI" : "User"}: ${content}\n`);
  return { transcript: spoken.join(""), messages };
}
