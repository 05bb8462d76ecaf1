/** One address of the site, as somebody could open it; `:name` is the id of a fixture (`tests/fixtures.ts`). */
export interface WalkedPage {
  path: string;
  /** Its file in `site/src/pages`: a test holds that every file is walked. */
  file: string;
  /** 200 unless given. */
  status?: number;
}

const page = (path: string, file: string, status?: number): WalkedPage => ({
  path,
  file,
  ...(status === undefined ? {} : { status }),
});

const NOBODYS = "01a20000-0000-7000-8000-000000000000";

/** What everybody may open. */
export const SIGNED_OUT: WalkedPage[] = [
  page("/", "index"),
  page("/pricing", "pricing"),
  page("/help", "help"),
  page("/legal", "legal"),
  page("/privacy", "privacy"),
  page("/terms", "terms"),
  page("/signin", "signin"),
  page("/signup", "signup"),
  page("/magic-link", "magic-link"),
  page("/forgot-password", "forgot-password"),
  page("/auth/callback?code=none", "auth/callback", 422),
  page("/alerts/unsubscribe?token=none", "alerts/unsubscribe", 404),
  // Whatever is not there asks for a session first.
  page("/nowhere", "signin"),
];

/** What needs a session. */
export const SIGNED_IN: WalkedPage[] = [
  page("/", "index"),
  page("/messages", "messages"),
  page("/messages?state=all&search=x", "messages"),
  page("/calls", "calls/index"),
  page("/calls?toCallBack=true", "calls/index"),
  page("/calls?text=nothing", "calls/index"),
  page("/calls?number=x", "calls/index", 422),
  page("/calls/new", "calls/new"),
  page("/calls/placed?id=:calls", "calls/placed"),
  page("/calls/:calls", "calls/[id]"),
  page("/calls/:live", "calls/[id]"),
  page(`/calls/${NOBODYS}`, "calls/[id]", 404),
  page("/assistants", "assistants/index"),
  page("/assistants?search=nobody", "assistants/index"),
  page("/assistants/new", "assistants/new/index"),
  page("/assistants/new/form", "assistants/new/form"),
  page("/assistants/new/doctor", "assistants/new/[trade]"),
  page("/assistants/new/restaurant", "assistants/new/[trade]"),
  page("/assistants/new/astronaut", "assistants/new/[trade]", 404),
  page("/assistants/:assistants", "assistants/[id]/index"),
  page("/assistants/:assistants/edit", "assistants/[id]/edit"),
  page("/assistants/:assistants/voice", "assistants/[id]/voice"),
  page("/assistants/:assistants/tools", "assistants/[id]/tools"),
  page("/assistants/:assistants/talk", "assistants/[id]/talk"),
  page("/assistants/:assistants/versions", "assistants/[id]/versions/index"),
  page("/assistants/:assistants/versions/1", "assistants/[id]/versions/[version]"),
  page("/assistants/:assistants/start/try", "assistants/[id]/start/try"),
  page("/assistants/:assistants/start/number", "assistants/[id]/start/number"),
  page("/assistants/:assistants/start/done?number=:phone-numbers", "assistants/[id]/start/done"),
  page("/numbers", "numbers/index"),
  page("/numbers/new?assistant=:assistants", "numbers/new/index"),
  page("/numbers/new/search?country=FR", "numbers/new/search"),
  page("/numbers/new/buy?number=%2B33123456789&country=FR&type=local&account=:credentials", "numbers/new/buy"),
  page("/numbers/new/own", "numbers/new/own"),
  page("/numbers/new/trial", "numbers/new/trial"),
  page("/numbers/new/forward", "numbers/new/forward"),
  page("/numbers/:phone-numbers", "numbers/[id]/index"),
  page("/numbers/:phone-numbers/answering", "numbers/[id]/answering"),
  page("/numbers/:phone-numbers/forwarding?operator=other", "numbers/[id]/forwarding"),
  page(`/numbers/${NOBODYS}`, "numbers/[id]/index", 404),
  page("/knowledge", "knowledge/index"),
  page("/knowledge/:knowledge-bases", "knowledge/[id]"),
  page("/knowledge/:knowledge-bases?tab=try", "knowledge/[id]"),
  page("/knowledge/:knowledge-bases?tab=questions", "knowledge/[id]"),
  page("/knowledge/:knowledge-bases?tab=settings", "knowledge/[id]"),
  page(`/knowledge/${NOBODYS}`, "knowledge/[id]", 404),
  page("/files/:files", "files/[id]"),
  page(`/files/${NOBODYS}`, "files/[id]", 404),
  page("/settings/telephony", "settings/telephony/index"),
  page("/settings/telephony/new?provider=vonage", "settings/telephony/new"),
  page("/settings/telephony/:telephony-credentials", "settings/telephony/[id]"),
  page("/settings/organization", "settings/organization"),
  page("/settings/members", "settings/members"),
  page("/organizations", "organizations"),
  page("/account", "account"),
  page("/account/alerts", "account/alerts"),
  page("/invitations", "invitations"),
  page("/new-password", "new-password"),
  page("/dev/kit?done=saved&cursor=x", "dev/kit"),
  page("/nowhere", "404", 404),
];

/** Shown when the site itself or its sign-in fails; `tests/browser/failures.test.ts` provokes both. */
export const PROVOKED_ELSEWHERE = ["500", "503"];
