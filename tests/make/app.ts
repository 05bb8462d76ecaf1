import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { ROOT } from "../../scripts/paths.ts";
import { App, Base, FILES, Groups } from "./format.ts";

const FOLDER = join(ROOT, "integrations/make");

const readText = (path: string) => readFileSync(join(FOLDER, path), "utf8");
const readJson = (path: string): unknown => JSON.parse(readText(path));

export type Kind = "connection" | "webhook" | "module" | "rpc";

/** integrations/make, each file held to the form that Make gives it. @throws naming what is wrong */
export function readApp() {
  const app = App.parse(readJson("makecomapp.json"));
  const files = (kind: Kind, name: string): Record<string, string> => {
    const component = app.components[kind][name];
    if (component === undefined) throw new Error(`there is no ${kind} ${name}`);
    return component.codeFiles;
  };
  return {
    app,
    base: Base.parse(readJson(app.generalCodeFiles.base)),
    groups: () => Groups.parse(readJson(app.generalCodeFiles.groups)),
    readme: () => readText(app.generalCodeFiles.readme),
    /** A file of a component; undefined where it has none of that kind. */
    code<Schema extends z.ZodType>(
      kind: Kind,
      name: string,
      file: string,
      schema: Schema,
    ): z.output<Schema> | undefined {
      const path = files(kind, name)[file];
      return path === undefined ? undefined : schema.parse(readJson(path));
    },
    /** Every file of every component, with what it has to be. */
    all: () =>
      (["connection", "webhook", "module", "rpc"] as const).flatMap((kind) =>
        Object.entries(app.components[kind]).flatMap(([name, { codeFiles }]) =>
          Object.entries<string>(codeFiles).map(([file, path]) => ({
            kind,
            name,
            file,
            path,
            schema: FILES[kind]?.[file],
            content: readJson(path),
          })),
        ),
      ),
  };
}
export type MakeApp = ReturnType<typeof readApp>;
