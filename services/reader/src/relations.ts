import type { Archive } from "./archive.ts";
import { readXml } from "./xml.ts";

/** What a part of an Office file names as belonging to it (ECMA-376 part 2, §9.3). */
export type Relation = { id: string; type: string; path: string };

const ROOT = "_rels/.rels";

/** The part that holds the document itself: under its usual name, or under the one that the archive names in this folder. */
export function mainPart(archive: Archive, folder: string, usual: string): string | undefined {
  if (archive.names.includes(usual)) return usual;
  if (!archive.names.includes(ROOT) || !archive.names.some((name) => name.startsWith(folder))) return undefined;
  return relationsOf(archive, "").find(
    ({ type, path }) => type === "officeDocument" && path.startsWith(folder) && archive.names.includes(path),
  )?.path;
}

/** What a part names, by its paths in the archive; nothing where it names nothing. */
export function relationsOf(archive: Archive, part: string): Relation[] {
  const folder = part.slice(0, part.lastIndexOf("/") + 1);
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const relations: Relation[] = [];
  readXml(archive.read([name]).get(name) ?? "", {
    open(element, { Id: id = "", Type: type = "", Target: target = "", TargetMode: mode }) {
      if (element === "Relationship" && mode !== "External")
        relations.push({ id, type: type.slice(type.lastIndexOf("/") + 1), path: resolved(target, folder) });
    },
  });
  return relations;
}

/** A path from its folder, or from the beginning of the archive. */
function resolved(target: string, folder: string): string {
  const parts: string[] = [];
  for (const part of (target.startsWith("/") ? target : folder + target).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
