import { inOrder, type Document } from "./document.ts";
import { count } from "../format.ts";
import { m } from "../../paraglide/messages.js";

export const stepsLabel = (steps: number) =>
  steps === 1 ? m.workflow_steps_one() : m.workflow_steps({ count: count(steps) });

export const faultsLabel = (faults: number) =>
  faults === 1 ? m.workflow_faults_one() : m.workflow_faults({ count: count(faults) });

export type Way = { id: string; to: string; words: string };

/** The steps in the order of a call, each with the ways that lead from it, in words. */
export function tellSteps(document: Pick<Document, "nodes" | "edges">) {
  const nameOf = new Map(document.nodes.map(({ id, name }) => [id, name]));
  return inOrder(document).map((node) => {
    const ways = document.edges
      .filter(({ from }) => from === node.id)
      .map(({ id, to, condition }): Way => {
        const name = nameOf.get(to) ?? "";
        return {
          id,
          to,
          words: condition === "" ? m.workflow_goes({ name }) : m.workflow_goes_when({ name, condition }),
        };
      });
    return { node, ways };
  });
}
