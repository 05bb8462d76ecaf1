import { m } from "../../paraglide/messages.js";

/** A part of the help page: what it says, and the page of the site where one does it. */
export type HelpPart = {
  id: string;
  title: () => string;
  texts: (() => string)[];
  link?: { href: string; label: () => string };
};

export const HELP = [
  {
    id: "start",
    title: m.help_start,
    texts: [m.help_start_1, m.help_start_2],
    link: { href: "/assistants/new", label: m.help_start_link },
  },
  {
    id: "forwarding",
    title: m.help_forwarding,
    texts: [m.help_forwarding_1, m.help_forwarding_2, m.help_forwarding_3],
    link: { href: "/numbers", label: m.help_forwarding_link },
  },
  {
    id: "live",
    title: m.help_live,
    texts: [m.help_live_1],
    link: { href: "/", label: m.help_live_link },
  },
  {
    id: "calls",
    title: m.help_calls,
    texts: [m.help_calls_1],
    link: { href: "/calls", label: m.help_calls_link },
  },
  {
    id: "messages",
    title: m.help_messages,
    texts: [m.help_messages_1],
    link: { href: "/messages", label: m.help_messages_link },
  },
  {
    id: "knowledge",
    title: m.help_knowledge,
    texts: [m.help_knowledge_1],
    link: { href: "/knowledge", label: m.help_knowledge_link },
  },
  {
    id: "team",
    title: m.help_team,
    texts: [m.help_team_1],
    link: { href: "/settings/members", label: m.help_team_link },
  },
  {
    id: "cost",
    title: m.help_cost,
    texts: [m.help_cost_1, m.help_cost_2],
    link: { href: "/pricing", label: m.help_cost_link },
  },
  {
    id: "callers",
    title: m.help_hear,
    texts: [m.help_hear_1, m.help_hear_2],
    link: { href: "/assistants", label: m.help_hear_link },
  },
  { id: "write", title: m.help_write, texts: [m.help_write_1] },
] as const satisfies HelpPart[];

/** What the landing page promises, each with the part of the help that says how and leads there. */
export const PROMISES: { title: () => string; text: () => string; help: (typeof HELP)[number]["id"] }[] = [
  { title: m.landing_point_1, text: m.landing_point_1_text, help: "start" },
  { title: m.landing_point_2, text: m.landing_point_2_text, help: "live" },
  { title: m.landing_point_3, text: m.landing_point_3_text, help: "calls" },
  { title: m.landing_point_4, text: m.landing_point_4_text, help: "messages" },
  { title: m.landing_point_5, text: m.landing_point_5_text, help: "knowledge" },
  { title: m.landing_point_6, text: m.landing_point_6_text, help: "team" },
];
