import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, TomlError } from "smol-toml";
import { z } from "zod";

const host = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "is a host, without https://");
const PercentSteps = z.array(z.int().min(1).max(99)).max(5);

const Settings = z.strictObject({
  account: z.string().regex(/^[0-9a-f]{32}$/, "is 32 hexadecimal digits"),
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, "is lower case letters, digits and hyphens"),
  rate_limit_offset: z.int().min(0).max(1_000_000).default(0),
  hosts: z.strictObject({ site: host, api: host }),
  api: z.strictObject({ cors_origins: z.array(z.url({ protocol: /^https$/ })).default([]) }),
  supabase: z.strictObject({ url: z.url({ protocol: /^https$/ }) }),
  database: z.strictObject({
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    name: z.string().min(1),
    owner: z.string().min(1),
    tls: z.enum(["require", "disable"]),
    region: z.string().regex(/^(aws|gcp|azure):[a-z0-9-]+$/, "is a provider and its region, such as aws:eu-west-3"),
    connections: z.int().min(5).max(100),
    /** Another way to the same database, for a machine that cannot reach its direct address. */
    migrations: z
      .strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535), user: z.string().min(1) })
      .optional(),
  }),
  storage: z.strictObject({ jurisdiction: z.enum(["eu", "fedramp"]).optional() }),
  mail: z.strictObject({ from: z.email() }),
  rollout: z.strictObject({ steps: PercentSteps, watch_seconds: z.int().min(0).max(3600) }),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Reads the settings of an environment.
 * @throws when the file is missing, is no TOML, or has a value that cannot be right; it names each
 */
export function readSettings(env: string, directory: string): Settings {
  if (!/^[a-z][a-z0-9-]*$/.test(env))
    throw new Error(`--env ${env}: a name is lower case letters, digits and hyphens.`);
  const file = `${env}.toml`;
  if (!existsSync(join(directory, file))) throw new Error(`deploy/${file} is missing: copy deploy/prod.toml.`);
  const parsed = Settings.safeParse(parseToml(file, readFileSync(join(directory, file), "utf8")));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join(".") || "the file"}: ${message}`,
  );
  throw new Error(`deploy/${file} cannot be used:\n${faults.join("\n")}`);
}

function parseToml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (err) {
    if (err instanceof TomlError) throw new Error(`deploy/${file} is no TOML: ${err.message}`, { cause: err });
    throw err;
  }
}

/** The settings that nobody has filled in yet: their paths. Hosts under `.example` belong to nobody (RFC 2606). */
export function unfilled(value: unknown, path = ""): string[] {
  if (typeof value === "string") return /\.example(\W|$)|^0{32}$/.test(value) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unfilled(inner, path === "" ? key : `${path}.${key}`));
}
