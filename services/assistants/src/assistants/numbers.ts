import type { TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import { questionsOf } from "../templates/questions.ts";
import { TRADES } from "../templates/trades/all.ts";
import type { Tool } from "../settings/contract.ts";
import type { Creation } from "./new-settings.ts";

/** The settings with each transfer number in its stored form. */
export const withToolNumbers = <Named extends { tools?: Tool[] }>(named: Named, take: TakeNumber): Named =>
  named.tools === undefined
    ? named
    : {
        ...named,
        tools: named.tools.map((tool, index) =>
          tool.type === "transferCall"
            ? { ...tool, number: take(tool.number, `tools.${index}.number`, "transfer") }
            : tool,
        ),
      };

/** The same for a creation, including the answers to its template's questions. */
export function withNumbers(creation: Creation, take: TakeNumber): Creation {
  const { template, answers } = creation;
  const named = withToolNumbers(creation, take);
  if (template === undefined || answers === undefined) return named;
  // The questions are the same in each language.
  const numbers = questionsOf(TRADES[template], "fr").flatMap(({ key, kind }): [string, string][] => {
    const answer = answers[key];
    const isAnswered = kind === "phone" && typeof answer === "string" && answer.trim() !== "";
    return isAnswered ? [[key, take(answer, `answers.${key}`, "transfer")]] : [];
  });
  return { ...named, answers: { ...answers, ...Object.fromEntries(numbers) } };
}
