import { WaitsFor } from "@allokoli/shared/mirror/state";
import { complaints } from "@allokoli/emulators/vapi/validation/validate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileSquad, isSquadOf, toField, type KnownAssistant } from "./compile.ts";

const ORG = "0198c2a4-0000-7000-8000-00000000000a";
const SQUAD = "0198c2a4-0000-7000-8000-00000000000b";
const known = (
  id: string,
  name: string,
  vapiId: string | null = `vapi-${id}`,
  greeting: Pick<KnownAssistant, "aiNotice" | "firstMessage"> = { aiNotice: null, firstMessage: null },
): [string, KnownAssistant] => [id, { id, name, vapiId, ...greeting }];
const compile = (members: Parameters<typeof compileSquad>[0]["members"], ...assistants: [string, KnownAssistant][]) =>
  compileSquad({ name: "Équipe", members }, { id: SQUAD, orgId: ORG, assistants: new Map(assistants) });

describe("a compiled squad", () => {
  it("has its members in order, each with a handoff tool for every destination", () => {
    const body = compile(
      [
        { assistantId: "a", handoffs: [{ to: "b", when: "Pour un rendez-vous", message: "Je vous passe l’agenda." }] },
        { assistantId: "b", handoffs: [] },
      ],
      known("a", "Accueil"),
      known("b", "Prise de rendez-vous"),
    );
    expect(body.members).toMatchObject([
      {
        assistantId: "vapi-a",
        assistantOverrides: {
          name: "Accueil",
          metadata: { allokoliSquadId: SQUAD, allokoliId: "a", allokoliOrgId: ORG },
          "tools:append": [
            {
              type: "handoff",
              function: { name: "handoff_1_to_prise_de_rendez_vous" },
              destinations: [
                { type: "assistant", assistantName: "Prise de rendez-vous", description: "Pour un rendez-vous" },
              ],
              messages: [{ type: "request-start", content: "Je vous passe l’agenda." }],
            },
          ],
        },
      },
      { assistantId: "vapi-b", assistantOverrides: { "tools:append": [] } },
    ]);
    expect(complaints("CreateSquadDTO", JSON.parse(JSON.stringify(body)))).toEqual([]);
    expect(isSquadOf({ id: "x", orgId: "y", createdAt: "", updatedAt: "", ...body }, SQUAD)).toBe(true);
  });

  it("has the notice said once: by the first member, and not again by members who take over", () => {
    const members = [
      { assistantId: "a", handoffs: [{ to: "b", when: "x" }] },
      { assistantId: "b", handoffs: [{ to: "a", when: "y" }] },
    ];
    const said = { aiNotice: "Vous parlez à une IA.", firstMessage: "Bonjour !" };
    const greetings = (first: typeof said | undefined) => {
      const body = compile(members, known("a", "Accueil", "A", first), known("b", "Agenda", "B", said));
      expect(complaints("CreateSquadDTO", JSON.parse(JSON.stringify(body)))).toEqual([]);
      return JSON.parse(JSON.stringify(body)).members.map(
        (member: { assistantOverrides: { "tools:append": { destinations: { assistantOverrides?: object }[] }[] } }) =>
          member.assistantOverrides["tools:append"][0]?.destinations[0]?.assistantOverrides,
      );
    };
    expect(greetings({ ...said, firstMessage: "Accueil, bonjour." })).toEqual([
      { firstMessage: "Bonjour !" },
      { firstMessage: "Accueil, bonjour." },
    ]);
    // The first member does not say it, so the member who takes over does.
    expect(greetings(undefined)).toEqual([undefined, undefined]);
  });

  it("waits for a member that Vapi does not have yet", () => {
    const members = [{ assistantId: "a", handoffs: [] }];
    expect(() => compile(members, known("a", "Accueil", null))).toThrow('"Accueil"');
    expect(() => compile(members)).toThrow(WaitsFor);
  });

  it("keeps equal names apart, and is valid by Vapi's schema, whatever the names", () => {
    const name = fc.oneof(fc.constantFrom("Accueil", "Équipe", "— —"), fc.string({ minLength: 1, maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 10 }), (names) => {
        const assistants = names.map((each, index) => known(String(index), each));
        const members = names.map((_, index) => ({
          assistantId: String(index),
          handoffs: names.flatMap((__, to) => (to === index ? [] : [{ to: String(to), when: "x" }])),
        }));
        const body = compile(members, ...assistants);
        const given = body.members.map((member) => member.assistantOverrides?.name);
        expect(new Set(given).size).toBe(names.length);
        expect(complaints("CreateSquadDTO", JSON.parse(JSON.stringify(body)))).toEqual([]);
      }),
    );
  });

  it("has Vapi's refusals in our field names", () => {
    expect([toField("name"), toField("members.0.assistantId"), toField("orgId")]).toEqual([
      "name",
      "members",
      undefined,
    ]);
  });
});
