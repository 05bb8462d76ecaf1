import { m } from "../../paraglide/messages.js";
import type { IconName } from "../icon-paths.ts";
import type { Found, Organization } from "../api/types.ts";
import { phoneNumber, shortMoment } from "../format.ts";
import { may } from "../least.ts";
import { isNumber, isWholeNumber, matches } from "./match.ts";
import { actionsFor, pagesFor, type Choice } from "./places.ts";

export type FoundItem = Found["items"][number];
export type Group = { id: string; title: string; choices: Choice[] };

export type Asked = {
  typed: string;
  role: Organization["role"] | undefined;
  timeZone: string;
  here: string;
  language: "fr" | "en";
};

const MOST_PLACES = 4;
const MOST_RECENT = 6;
const MOST_ACTIONS = 5;
const MOST_CALLED_BACK = 2;
/** So much of a message finds it again in its list. */
const QUOTED = 60;
const LEAST_SAID = 2;

const KINDS = {
  assistant: { icon: "assistants", title: m.nav_assistants, href: (id) => `/assistants/${id}` },
  squad: { icon: "squads", title: m.squads_title, href: (id) => `/squads/${id}` },
  workflow: { icon: "workflows", title: m.nav_workflows, href: (id) => `/workflows/${id}` },
  function: { icon: "functions", title: m.functions_title, href: (id) => `/functions/${id}` },
  "phone-number": { icon: "numbers", title: m.numbers_title, href: (id) => `/numbers/${id}` },
  "caller-message": { icon: "messages", title: m.find_messages, href: messageHref },
  call: { icon: "calls", title: m.find_calls, href: (id) => `/calls/${id}` },
  file: { icon: "knowledge", title: m.find_files, href: (id) => `/files/${id}` },
  "knowledge-base": { icon: "knowledge", title: m.find_bases, href: (id) => `/knowledge/${id}` },
  "test-suite": { icon: "tests", title: m.find_suites, href: (id) => `/tests/${id}` },
} satisfies Record<
  FoundItem["type"],
  { icon: IconName; title: () => string; href: (id: string, item: FoundItem) => string }
>;

function messageHref(id: string, { text }: FoundItem): string {
  const query = new URLSearchParams({ state: "all", search: (text ?? "").slice(0, QUOTED).trim() });
  return `/messages?${query}#message-${id}`;
}

/** What is shown for what was typed, in order; the groups have at least one choice each. */
export function groupsOf(asked: Asked, found: FoundItem[]): Group[] {
  const { typed, role, timeZone } = asked;
  const toChoice = (item: FoundItem) => choiceOf(item, timeZone);
  const group = (id: string, title: string, choices: Choice[]): Group => ({ id, title, choices });
  const actions = actionsFor(role, asked);
  const pages = pagesFor(role);
  const isMeant = ({ label, words = "" }: Choice) => matches(`${label} ${words}`, typed);
  const groups =
    typed === ""
      ? [
          group(
            "recent",
            m.find_recent(),
            found
              .toSorted((left, right) => right.at.localeCompare(left.at))
              .slice(0, MOST_RECENT)
              .map(toChoice),
          ),
          group("do", m.find_do(), actions.slice(0, MOST_ACTIONS)),
          group("go", m.find_go(), pages),
        ]
      : [
          group("go", m.find_go(), pages.filter(isMeant).slice(0, MOST_PLACES)),
          group("do", m.find_do(), actions.filter(isMeant).slice(0, MOST_PLACES)),
          ...Object.entries(Object.groupBy(found, ({ type }) => type)).map(([type, items]) =>
            // The keys of a grouping are those that the items have.
            group(type, KINDS[type as FoundItem["type"]].title(), items.map(toChoice)),
          ),
          group("with", m.find_do(), withTyped(asked, found)),
        ];
  return groups.filter(({ choices }) => choices.length > 0);
}

function choiceOf(item: FoundItem, timeZone: string): Choice {
  const { type, id, name, number, text, at } = item;
  const { icon, href } = KINDS[type];
  const isSomebody = type === "call" || type === "caller-message";
  const told = number === null ? undefined : phoneNumber(number);
  const details = [
    name === null ? undefined : told,
    text ?? undefined,
    isSomebody ? shortMoment(at, timeZone) : undefined,
  ];
  const detail = details.filter((part) => part !== undefined).join(" · ");
  return {
    id: `${type}-${id}`,
    icon,
    label: name ?? told ?? m.find_unknown(),
    ...(detail !== "" && { detail }),
    href: href(id, item),
  };
}

/** What can be done with a number that was typed, and with those of who was found. */
function withTyped({ typed, role }: Asked, found: FoundItem[]): Choice[] {
  const calling = (number: string) => `/calls/new?${new URLSearchParams({ number })}`;
  const mayCall = may(role, "member");
  const callers = new Map(
    found
      .filter(({ type }) => type === "call" || type === "caller-message")
      .flatMap(({ number, name }) => (number === null ? [] : [[number, name ?? phoneNumber(number)] as const])),
  );
  const back = [...callers].slice(0, MOST_CALLED_BACK).map(([number, who]): Choice => ({
    id: `back-${number}`,
    icon: "calls",
    label: m.find_call_back({ who }),
    href: calling(number),
  }));
  const ofNumber: Choice[] = isNumber(typed)
    ? [
        ...(mayCall && isWholeNumber(typed)
          ? [
              {
                id: "call-typed",
                icon: "calls" as const,
                label: m.find_call_number({ number: typed }),
                href: calling(typed),
              },
            ]
          : []),
        {
          id: "calls-typed",
          icon: "search",
          label: m.find_number_calls({ number: typed }),
          href: `/calls?${new URLSearchParams({ number: typed })}`,
        },
      ]
    : [];
  const said: Choice[] =
    typed.length >= LEAST_SAID && !isNumber(typed)
      ? [
          {
            id: "said",
            icon: "search",
            label: m.find_said({ words: typed }),
            href: `/calls?${new URLSearchParams({ text: typed })}`,
          },
        ]
      : [];
  return [...(mayCall ? back : []), ...ofNumber, ...said];
}
