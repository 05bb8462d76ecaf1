import type { Bundle, PlainInputField, ZObject } from "zapier-platform-core";
import { ask } from "./api.ts";

type Question = {
  key: string;
  kind: "text" | "longText" | "phone" | "hours" | "choice" | "list";
  label: string;
  help: string;
  isRequired: boolean;
  default: string | null;
  options: { value: string; label: string }[] | null;
};

const PREFIX = "answer_";

/** The questions of the chosen trade. Opening hours are a table, which a Zap cannot fill in: the trade's usual ones apply. */
export async function tradeFields(z: ZObject, bundle: Bundle): Promise<PlainInputField[]> {
  const { trade, language = "fr" } = bundle.inputData;
  if (typeof trade !== "string" || trade === "") return [];
  const path = `/v1/templates/${encodeURIComponent(trade)}`;
  const { questions } = await ask<{ questions: Question[] }>(z, path, { params: { language: String(language) } });
  return questions.filter(({ kind }) => kind !== "hours").map(toField);
}

const toField = ({ key, kind, label, help, isRequired, default: usual, options }: Question): PlainInputField => ({
  key: PREFIX + key,
  label,
  helpText: help,
  required: isRequired,
  type: kind === "longText" ? "text" : "string",
  ...(kind === "list" && { list: true }),
  ...(usual !== null && { placeholder: usual }),
  ...(options !== null && {
    choices: options.map(({ value, label: shown }) => ({ value, sample: value, label: shown })),
  }),
});

/** What was filled in, by the names of the questions. */
export const answersIn = (inputData: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(inputData).flatMap(([key, value]) =>
      key.startsWith(PREFIX) && value !== "" && value !== undefined ? [[key.slice(PREFIX.length), value]] : [],
    ),
  );
