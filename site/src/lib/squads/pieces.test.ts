import { expect, test } from "vitest";
import { mergeThree } from "../merge.ts";
import { m } from "../../paraglide/messages.js";
import { changeOf, withChange } from "./drafted.ts";
import { compareSquads, contentOfPieces, piecesOf } from "./pieces.ts";

const NAMES = new Map([
  ["a", "Accueil"],
  ["b", "Agenda"],
]);
const handoff = (to: string, when: string) => ({ to, when });
const squad = { name: "Équipe", members: [{ assistantId: "a", handoffs: [] }] };
const two = {
  name: "Équipe",
  members: [
    { assistantId: "b", handoffs: [] },
    { assistantId: "a", handoffs: [handoff("b", "la personne veut un rendez-vous")] },
  ],
};

test("pieces make the same squad again", () => {
  for (const content of [squad, two]) expect(contentOfPieces(piecesOf(content))).toEqual(content);
});

test("what differs is said in words, before and after", () => {
  expect(compareSquads(squad, two, NAMES)).toEqual([
    { label: m.squads_order(), before: "1. Accueil", after: "1. Agenda\n2. Accueil" },
    {
      label: m.squads_handoffs({ name: "Accueil" }),
      before: m.squads_keeps(),
      after: m.squads_hands_over({ name: "Agenda", when: "la personne veut un rendez-vous" }),
    },
    { label: m.squads_handoffs({ name: "Agenda" }), before: "", after: m.squads_keeps() },
  ]);
  expect(compareSquads(two, two, NAMES)).toEqual([]);
});

test("two people's changes are put together, without a handoff to somebody who left", () => {
  const mine = { ...two, name: "De jour" };
  const theirs = { ...two, members: two.members.slice(1).map((member) => ({ ...member, handoffs: [] })) };
  const { pieces, conflicts } = mergeThree(piecesOf(two), piecesOf(mine), piecesOf(theirs));
  expect(conflicts).toEqual([]);
  expect(contentOfPieces(pieces)).toEqual({ name: "De jour", members: [{ assistantId: "a", handoffs: [] }] });
});

test("a draft is only what differs from what is published", () => {
  expect(changeOf(two, { ...two })).toBeUndefined();
  expect(changeOf(two, { ...two, name: "De jour" })).toEqual({ name: "De jour" });
  expect(withChange(two, { name: "De jour" })).toEqual({ ...two, name: "De jour" });
});
