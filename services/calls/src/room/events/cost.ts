import { nameAt, numberAt, objectAt, objectsAt, type Payload } from "../../vapi/payload.ts";

export type CostPart = { type: string; provider: string | null; usd: number; minutes: number | null };
export type Cost = { costUsd: number | null; costParts: CostPart[] };

/**
 * What a call cost: Vapi's total, else the sum of its parts. The parts come from the list of costs, else from the
 * breakdown by kind. Null when neither is given: an unknown cost is not 0.
 */
export function costIn(payload: Payload): Cost {
  const told = objectsAt(payload, "costs");
  const breakdown = objectAt(payload, "costBreakdown");
  const listed = told.flatMap(toCostPart);
  const costParts = listed.length > 0 ? listed : partsOf(breakdown);
  const isWhole = costParts.length > 0 && listed.length === told.length;
  const sum = costParts.reduce((total, { usd }) => total + usd, 0);
  return {
    costUsd: numberAt(payload, "cost") ?? numberAt(breakdown, "total") ?? (isWhole ? sum : null),
    costParts,
  };
}

/** An item of `costs`; none when it has no amount. */
function toCostPart(cost: Payload): CostPart[] {
  const usd = numberAt(cost, "cost");
  if (usd === undefined) return [];
  const provider = [cost, cost["transcriber"], cost["model"], cost["voice"]]
    .map((owner) => nameAt(owner, "provider"))
    .find((name) => name !== undefined);
  return [
    {
      type: nameAt(cost, "type") ?? "other",
      provider: provider ?? null,
      usd,
      minutes: numberAt(cost, "minutes") ?? null,
    },
  ];
}

/** The kinds of `costBreakdown`, by the names that `costs` has for them. */
const KINDS = { transport: "transport", stt: "transcriber", llm: "model", tts: "voice", vapi: "vapi", chat: "chat" };
const ANALYSES = ["summary", "structuredData", "successEvaluation", "structuredOutput"];

function partsOf(breakdown: Payload | undefined): CostPart[] {
  const analyses = ANALYSES.flatMap((name) => numberAt(breakdown, "analysisCostBreakdown", name) ?? []);
  const costs = [
    ...Object.entries(KINDS).map(([key, type]) => ({ type, usd: numberAt(breakdown, key) })),
    { type: "analysis", usd: analyses.length === 0 ? undefined : analyses.reduce((sum, usd) => sum + usd, 0) },
  ];
  return costs.flatMap(({ type, usd }) =>
    usd === undefined || usd === 0 ? [] : [{ type, provider: null, usd, minutes: null }],
  );
}
