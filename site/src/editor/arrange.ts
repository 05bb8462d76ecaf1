import dagre from "@dagrejs/dagre";
import { type Document, move, NODE } from "../lib/workflows/document.ts";

/** The document with its nodes in rows from the start down, no two on one another. */
export function arrange(document: Document): Document {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: NODE.gap, ranksep: NODE.gap * 1.5 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of document.nodes) graph.setNode(id, { width: NODE.width, height: NODE.height });
  for (const { from, to } of document.edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const places = document.nodes.map(({ id }) => {
    const { x, y } = graph.node(id);
    // Dagre says where the middle is, the canvas where the corner is.
    return [id, { x: x - NODE.width / 2, y: y - NODE.height / 2 }] as const;
  });
  return move(document, new Map(places));
}
