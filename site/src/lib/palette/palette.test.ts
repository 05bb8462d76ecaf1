import { expect, test } from "vitest";
import { type FoundItem, groupsOf } from "./groups.ts";
import { isNumber, matches } from "./match.ts";

const asked = { role: "owner", timeZone: "Europe/Paris", here: "/calls?view=live", language: "fr" } as const;
const item = (of: Partial<FoundItem> & Pick<FoundItem, "type">): FoundItem => ({
  id: "0198c2a4-0000-7000-8000-000000000001",
  name: null,
  number: null,
  text: null,
  at: "2026-11-20T08:00:00.000Z",
  ...of,
});
const labels = (groups: ReturnType<typeof groupsOf>) =>
  groups.flatMap(({ choices }) => choices.map(({ label }) => label));
const hrefs = (groups: ReturnType<typeof groupsOf>) => groups.flatMap(({ choices }) => choices.map(({ href }) => href));

test.each([
  ["Équipes d’assistants", "equipe d'", true],
  ["Équipes d’assistants", "ASSIST EQUIP", true],
  ["Cœur", "coeur", true],
  ["Appels", "apelle", false],
])("%s is meant by %s: %s", (text, typed, isMeant) => {
  expect(matches(text, typed)).toBe(isMeant);
});

test("a telephone number is told from other words", () => {
  expect(["06 12 34 56 78", "+33 6.12.34", "(06) 12-34-56"].map(isNumber)).toEqual([true, true, true]);
  expect(["06", "12 rue", "+", ""].map(isNumber)).toEqual([false, false, false, false]);
});

test("a page is found by what it is for, and a number that is still typed is not called", () => {
  const offered = (typed: string) => hrefs(groupsOf({ ...asked, typed }, []));
  for (const typed of ["confidentialité", "RGPD", "effacer", "conservation"])
    expect(offered(typed), typed).toContain("/settings/privacy");
  expect(offered("mot de passe")).toContain("/account#password-title");
  expect(offered("webhook")).toContain("/settings/webhooks");
  expect(offered("créer")).toContain("/assistants/new");
  expect(offered("06 39 98").filter((href) => href.startsWith("/calls/new"))).toEqual([]);
  expect(offered("06 39 98 12 34").filter((href) => href.startsWith("/calls/new"))).toHaveLength(1);
});

test("nothing typed shows what is recent, the latest first, then what can be done, then the pages", () => {
  const found = [
    item({ type: "squad", name: "Ancienne" }),
    item({ type: "call", name: "Camille", at: "2026-11-22T08:00:00.000Z" }),
  ];
  const groups = groupsOf({ ...asked, typed: "" }, found);
  expect(groups.map(({ id }) => id)).toEqual(["recent", "do", "go"]);
  expect(labels(groups).slice(0, 2)).toEqual(["Camille", "Ancienne"]);
  expect(groupsOf({ ...asked, typed: "" }, []).map(({ id }) => id)).toEqual(["do", "go"]);
});

test("every choice has an id of its own, whatever is found", () => {
  for (const typed of ["", "a", "06 12 34 56 78", "e"]) {
    const groups = groupsOf({ ...asked, typed }, [
      item({ type: "call", number: "+33612345678" }),
      item({ type: "file", name: "a" }),
    ]);
    const ids = groups.flatMap(({ choices }) => choices.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test("a role is offered no more than it may do", () => {
  const offered = (role: "viewer" | "member" | "admin") =>
    hrefs(groupsOf({ ...asked, role, typed: "nouve" }, [])).concat(hrefs(groupsOf({ ...asked, role, typed: "" }, [])));
  expect(offered("viewer")).not.toContain("/assistants/new");
  expect(offered("viewer")).not.toContain("/settings/logs");
  expect(offered("member")).toContain("/assistants/new");
  expect(offered("member")).not.toContain("/settings/logs");
  expect(offered("admin")).toContain("/settings/logs");
  const called = (role: "viewer" | "member") =>
    hrefs(groupsOf({ ...asked, role, typed: "0612345678" }, [item({ type: "call", number: "+33612345678" })]));
  expect(called("viewer").filter((href) => href.startsWith("/calls/new"))).toEqual([]);
  expect(called("member")).toContain("/calls/new?number=%2B33612345678");
});

test("a message is found again in its list, and a form is told where to come back", () => {
  const text = "Renouveler l’ordonnance & rappeler <b>vite</b>";
  const [message] = hrefs(groupsOf({ ...asked, typed: "ordonnance" }, [item({ type: "caller-message", text })]));
  expect(new URL(message ?? "", "http://site").searchParams.get("search")).toBe(text);
  const language = groupsOf({ ...asked, typed: "anglais" }, []).flatMap(({ choices }) => choices)[0];
  expect(language).toMatchObject({ href: "/language", post: { language: "en", next: "/calls?view=live" } });
});
