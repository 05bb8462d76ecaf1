import type { Assistant } from "../api/types.ts";

type Transfer = Extract<Assistant["tools"][number], { type: "transferCall" }>;

/** A short number, such as that of an emergency service: nobody there should be called for a try. */
const SHORT = /^\d{2,6}$/;

/** Where one calls oneself to try a transfer of an assistant. */
export const tryTransferHref = (assistantId: string, { number }: Transfer): string =>
  `/calls/new?${new URLSearchParams({ assistant: assistantId, transfer: number })}`;

/** The transfer that is to be tried, when the assistant has it. */
export const transferToTry = (assistant: Pick<Assistant, "tools"> | undefined, number: string | null) =>
  assistant?.tools.find((tool): tool is Transfer => tool.type === "transferCall" && tool.number === number);

export const isShortNumber = (number: string): boolean => SHORT.test(number.replace(/;ext=.*/, ""));
