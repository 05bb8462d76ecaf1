import type { Answer, Api } from "../api/client.ts";
import type { PhoneNumber } from "../api/types.ts";
import type { NamedAnswerer } from "../numbers/answerers.ts";

/** Vapi has no list of what is free: these areas are asked for one after the other, those that it proposes itself first. */
const AREA_CODES = ["701", "279", "406", "341"];

/**
 * A number of Vapi's to try the assistant with. An area without a free number buys nothing and the next one is asked for;
 * `key` makes a repeated form the same orders.
 */
export async function takeTrialNumber(
  api: Api,
  { name, key, ...who }: NamedAnswerer & { name: string; key: string },
): Promise<Answer<PhoneNumber>> {
  const [first = "", ...others] = AREA_CODES;
  const order = (areaCode: string) =>
    api.post("/v1/phone-numbers", {
      body: { provider: "vapi", name: name.slice(0, 40), ...who, areaCode },
      idempotencyKey: `${key}-${areaCode}`,
    });
  let answer = await order(first);
  for (const areaCode of others) {
    if (answer.ok || answer.problem.code !== "vapi_refused") break;
    answer = await order(areaCode);
  }
  return answer;
}
