import type { ImportWorkflow } from "../api/types.ts";

/** The body that imports a text: an export of Vapi's as it came; undefined when the text is none. */
export function readExport(text: string): ImportWorkflow | undefined {
  try {
    const said: unknown = JSON.parse(text);
    const isExport =
      typeof said === "object" && said !== null && "nodes" in said && "edges" in said && Array.isArray(said.nodes);
    // The API reads the rest, and says what it could not.
    return isExport ? { export: said as ImportWorkflow["export"] } : undefined;
  } catch {
    return undefined;
  }
}
