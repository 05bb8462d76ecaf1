import { join } from "node:path/posix";
import ts from "typescript";

/** The parts of the repository: what the code and the tests of each may import besides the part itself. */
const PARTS = [
  { path: /^services\/[^/]+\/src\//, code: /^packages\/shared\//, tests: /^(packages|tests)\// },
  { path: /^packages\/[^/]+\/src\//, code: /^$/, tests: /^(packages|tests)\// },
  { path: /^site\/src\//, code: /^packages\/(shared|client)\//, tests: /^(packages|tests)\// },
];
const TEST = /\.test\.tsx?$|\/testing\//;

/** A file, with its path in the repository. */
export type Source = { path: string; text: string };

type Import = { from: string; to: string };

/** Imports that a part may not have, and those that are part of a circle of files or folders; types count. */
export function findImportFaults(sources: readonly Source[]): string[] {
  const imports = sources.flatMap(importsOf);
  const ofCode = imports.filter(({ from }) => !TEST.test(from));
  return [...imports.filter(isForeign).map(({ from, to }) => `${from} may not import ${to}`), ...circlesOf(ofCode)];
}

function importsOf({ path, text }: Source): Import[] {
  const { importedFiles } = ts.preProcessFile(path.endsWith(".astro") ? scriptsOf(text) : text, true, true);
  return importedFiles.flatMap(({ fileName }) => {
    const [, name, rest] = /^@allokoli\/(shared|emulators|client)\/(.+)$/.exec(fileName) ?? [];
    if (name !== undefined) return { from: path, to: `packages/${name}/src/${rest}.ts` };
    const isOurs = fileName.startsWith(".") && !fileName.includes("/node_modules/");
    return isOurs ? { from: path, to: join(path, "..", fileName) } : [];
  });
}

const scriptsOf = (page: string) =>
  Array.from(page.matchAll(/^---\n(.*?)^---$|<script>(.*?)<\/script>/gms), ([, front, script]) => front ?? script).join(
    "\n",
  );

function isForeign({ from, to }: Import): boolean {
  const part = PARTS.find(({ path }) => path.test(from));
  const [source = ""] = part?.path.exec(from) ?? [];
  if (part === undefined || to.startsWith(source.replace(/src\/$/, ""))) return false;
  return !(TEST.test(from) ? part.tests : part.code).test(to);
}

/** Imports between the entries of one folder, files and folders alike, by the two entries. */
type Edges = Map<string, Import & { entry: string; imported: string }>;

function circlesOf(imports: readonly Import[]): string[] {
  const folders = new Map<string, Edges>();
  for (const one of imports) {
    const [from, to] = [one.from.split("/"), one.to.split("/")];
    const depth = from.findIndex((name, index) => name !== to[index]);
    const [folder, entry, imported] = [from.slice(0, depth).join("/"), from[depth], to[depth]];
    if (entry === undefined || imported === undefined || !PARTS.some(({ path }) => path.test(`${folder}/`))) continue;
    const edges: Edges = folders.get(folder) ?? new Map();
    const key = `${entry} → ${imported}`;
    folders.set(folder, edges.has(key) ? edges : edges.set(key, { ...one, entry, imported }));
  }
  return [...folders].flatMap(([folder, edges]) =>
    inCircles([...edges.values()]).map(
      ({ entry, imported, from, to }) =>
        `${folder}: ${entry} → ${imported} is part of a circle (${from} imports ${to})`,
    ),
  );
}

/** The edges that remain when those are removed whose source has no incoming or whose target no outgoing edge. */
function inCircles<Edge extends { entry: string; imported: string }>(edges: readonly Edge[]): readonly Edge[] {
  const [sources, targets] = [new Set(edges.map(({ entry }) => entry)), new Set(edges.map(({ imported }) => imported))];
  const left = edges.filter(({ entry, imported }) => targets.has(entry) && sources.has(imported));
  return left.length === edges.length ? edges : inCircles(left);
}
