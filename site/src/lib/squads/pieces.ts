import type { Compared } from "../compared.ts";
import { differences, type Pieces } from "../merge.ts";
import { m } from "../../paraglide/messages.js";
import type { Content } from "./drafted.ts";

// What two people may change of a squad without touching each other's change: its name, its members, each one's handoffs.

type Names = ReadonlyMap<string, string>;
type Member = Content["members"][number];
const MEMBER = "member:";

export const piecesOf = ({ name, members }: Content): Pieces => ({
  name,
  order: members.map(({ assistantId }) => assistantId),
  ...Object.fromEntries(members.map(({ assistantId, handoffs }) => [`${MEMBER}${assistantId}`, handoffs])),
});

/** The content of pieces, which two people may have changed: a handoff to somebody who left goes. */
export function contentOfPieces(pieces: Pieces): Content {
  // Made of what `piecesOf` took apart.
  const order = pieces["order"] as string[];
  const known = Object.keys(pieces).flatMap((name) => (name.startsWith(MEMBER) ? [name.slice(MEMBER.length)] : []));
  const ids = order.filter((id) => known.includes(id));
  return {
    name: pieces["name"] as string,
    members: ids.map((assistantId) => ({
      assistantId,
      handoffs: (pieces[`${MEMBER}${assistantId}`] as Member["handoffs"]).filter(({ to }) => ids.includes(to)),
    })),
  };
}

/** What differs between two, in words. */
export function compareSquads(before: Content, after: Content, names: Names): Compared[] {
  const [old, now] = [piecesOf(before), piecesOf(after)];
  return differences(old, now).map((piece) => ({
    label: pieceLabel(piece, names),
    before: pieceText(piece, old, names),
    after: pieceText(piece, now, names),
  }));
}

export function pieceLabel(piece: string, names: Names): string {
  if (piece === "name") return m.squads_name();
  if (piece === "order") return m.squads_order();
  return m.squads_handoffs({ name: nameOf(piece.slice(MEMBER.length), names) });
}

function pieceText(piece: string, pieces: Pieces, names: Names): string {
  if (pieces[piece] === undefined) return "";
  if (piece === "name") return pieces["name"] as string;
  if (piece === "order")
    return (pieces["order"] as string[]).map((id, index) => `${index + 1}. ${nameOf(id, names)}`).join("\n");
  const handoffs = pieces[piece] as Member["handoffs"];
  if (handoffs.length === 0) return m.squads_keeps();
  return handoffs
    .flatMap(({ to, when, message }) => [
      m.squads_hands_over({ name: nameOf(to, names), when }),
      ...(message ? [m.squads_saying({ message })] : []),
    ])
    .join("\n");
}

const nameOf = (id: string, names: Names) => names.get(id) || m.squads_gone();
