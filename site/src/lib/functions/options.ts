import type { Answer, Api } from "../api/client.ts";
import { listAll } from "../api/list-all.ts";
import { phoneNumber } from "../format.ts";
import type { Kind } from "./kinds.ts";

/** What a function of some kinds names: a knowledge base, or a number that sends texts. */
export type Options = Answer<{ value: string; label: string }[]>;

const toOptions = <Item>(answer: Answer<Item[]>, toOption: (item: Item) => { value: string; label: string }): Options =>
  answer.ok ? { ...answer, data: answer.data.map(toOption) } : answer;

export async function findOptions(api: Api, kind: Kind | undefined): Promise<Options> {
  if (kind === "knowledge") {
    const bases = await listAll((cursor) => api.get("/v1/knowledge-bases", { query: { limit: 100, cursor } }));
    return toOptions(bases, ({ id, name }) => ({ value: id, label: name }));
  }
  if (kind === "sms") {
    const numbers = await listAll((cursor) => api.get("/v1/phone-numbers", { query: { limit: 100, cursor } }));
    // Only a number at Twilio sends texts.
    const found = numbers.ok
      ? { ...numbers, data: numbers.data.filter(({ provider }) => provider === "twilio") }
      : numbers;
    return toOptions(found, ({ id, name, number }) => ({
      value: id,
      label: number === null ? name : `${phoneNumber(number)} · ${name}`,
    }));
  }
  return { ok: true, data: [], etag: undefined };
}
