import type { SealBindings } from "@allokoli/shared/crypto/seal";
import type { CreateFunction, FunctionSettings } from "./contract.ts";
import { keepSecrets, sealHeaders, toShownHeader, type KeptHeader, type NewSecret } from "./headers.ts";

type Given<Kind extends FunctionSettings["kind"]> = Extract<FunctionSettings, { kind: Kind }>;
type KeptServer = Omit<Given<"function">["server"], "headers"> & { headers: KeptHeader[] };

/** What a function does, as it is kept: header values that are secret lie elsewhere, sealed. */
export type KeptSettings =
  | Exclude<FunctionSettings, { kind: "function" | "apiRequest" }>
  | (Omit<Given<"function">, "server"> & { server: KeptServer })
  | (Omit<Given<"apiRequest">, "headers"> & { headers: KeptHeader[] });

/** All of a function but its name: the column `settings`. */
export type KeptFunction = { description: string; settings: KeptSettings };
/** A function that a request wants, its secrets sealed but not yet stored. */
export type WantedFunction = { name: string; kept: KeptFunction; secrets: NewSecret[] };

/** Where a function's own requests go, and with which headers; undefined for kinds that ask nobody outside. */
export function targetOf(settings: KeptSettings): { url: string; headers: KeptHeader[] } | undefined {
  if (settings.kind === "function") return settings.server;
  return settings.kind === "apiRequest" ? settings : undefined;
}

/** The settings as they are kept, with their secrets sealed. */
export async function sealSettings(
  env: SealBindings,
  orgId: string,
  settings: FunctionSettings,
): Promise<{ settings: KeptSettings; secrets: NewSecret[] }> {
  if (settings.kind === "function") {
    const { headers, secrets } = await sealHeaders(env, orgId, settings.server.headers);
    return { settings: { ...settings, server: { ...settings.server, headers } }, secrets };
  }
  if (settings.kind === "apiRequest") {
    const { headers, secrets } = await sealHeaders(env, orgId, settings.headers);
    return { settings: { ...settings, headers }, secrets };
  }
  return { settings, secrets: [] };
}

/**
 * The wanted settings with the secrets that were sent back masked as they were before. A secret goes with its address: who
 * may not see it must not have it sent elsewhere.
 * @throws {Problem} `validation_failed`, when there is no such secret to keep
 */
export function keepSettings(
  wanted: KeptSettings,
  secrets: NewSecret[],
  before: KeptSettings | undefined,
): KeptSettings {
  const was = before && targetOf(before);
  const keepable = (url: string) => (was !== undefined && originOf(was.url) === originOf(url) ? was.headers : []);
  if (wanted.kind === "function") {
    const { server } = wanted;
    const headers = keepSecrets(server.headers, secrets, keepable(server.url), "settings.server.headers");
    return { ...wanted, server: { ...server, headers } };
  }
  if (wanted.kind === "apiRequest") {
    return { ...wanted, headers: keepSecrets(wanted.headers, secrets, keepable(wanted.url), "settings.headers") };
  }
  return wanted;
}

const originOf = (url: string) => URL.parse(url)?.origin;

/** The settings as they are shown. */
export function toShownSettings(settings: KeptSettings): FunctionSettings {
  if (settings.kind === "function") {
    return { ...settings, server: { ...settings.server, headers: settings.server.headers.map(toShownHeader) } };
  }
  if (settings.kind === "apiRequest") return { ...settings, headers: settings.headers.map(toShownHeader) };
  return settings;
}

/** The ids of the secrets that the settings name. */
export const secretIdsOf = (settings: KeptSettings): string[] =>
  (targetOf(settings)?.headers ?? []).flatMap((header) => (header.isSecret ? [header.secretId] : []));

/** The values of the secret headers among those that a request goes out with. */
export const secretValuesOf = (settings: KeptSettings, headers: Record<string, string>): string[] =>
  (targetOf(settings)?.headers ?? []).flatMap((header) => (header.isSecret ? (headers[header.name] ?? []) : []));

/** The function of a creation. */
export async function toWanted(env: SealBindings, orgId: string, given: CreateFunction): Promise<WantedFunction> {
  const { settings, secrets } = await sealSettings(env, orgId, given.settings);
  return {
    name: given.name,
    kept: { description: given.description, settings: keepSettings(settings, secrets, undefined) },
    secrets,
  };
}
