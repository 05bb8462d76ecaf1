import { m } from "../../paraglide/messages.js";

/** Example assistants to start from, so that nobody begins with an empty form. */
export const STARTERS = {
  practice: {
    label: m.starter_practice,
    text: m.starter_practice_text,
    name: m.starter_practice_name,
    firstMessage: m.starter_practice_first,
    systemPrompt: m.starter_practice_prompt,
  },
  lawyer: {
    label: m.starter_lawyer,
    text: m.starter_lawyer_text,
    name: m.starter_lawyer_name,
    firstMessage: m.starter_lawyer_first,
    systemPrompt: m.starter_lawyer_prompt,
  },
  shop: {
    label: m.starter_shop,
    text: m.starter_shop_text,
    name: m.starter_shop_name,
    firstMessage: m.starter_shop_first,
    systemPrompt: m.starter_shop_prompt,
  },
} as const;

export type StarterName = keyof typeof STARTERS;

export const starterNamed = (name: string | null) =>
  name !== null && Object.hasOwn(STARTERS, name) ? STARTERS[name as StarterName] : undefined;
