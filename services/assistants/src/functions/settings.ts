import type { SealBindings } from "@allokoli/shared/crypto/seal";
import { MAX_TIMEOUT_SECONDS, type CreateFunction, type FunctionSettings } from "./contract.ts";
import { keepSecrets, sealHeaders, toShownHeader, type KeptHeader, type NewSecret } from "./headers.ts";

type Given<Kind extends FunctionSettings["kind"]> = Extract<FunctionSettings, { kind: Kind }>;
type KeptServer = Omit<Given<"function">["server"], "headers"> & { headers: KeptHeader[] };

/** The stored settings of a function: secret header values are stored elsewhere, sealed. */
export type KeptSettings =
  | Exclude<FunctionSettings, { kind: "function" | "apiRequest" }>
  | (Omit<Given<"function">, "server"> & { server: KeptServer })
  | (Omit<Given<"apiRequest">, "headers"> & { headers: KeptHeader[] });

/** All of a function but its name: the column `settings`. */
export type KeptFunction = { description: string; settings: KeptSettings };
/** A function that a request wants, its secrets sealed but not yet stored. */
export type DesiredFunction = { name: string; kept: KeptFunction; secrets: NewSecret[] };

/** The address of a function's own requests, and their headers; undefined for kinds without requests. */
export function targetOf(settings: KeptSettings): { url: string; headers: KeptHeader[] } | undefined {
  if (settings.kind === "function") return settings.server;
  return settings.kind === "apiRequest" ? settings : undefined;
}

/** The settings in their stored form, and their sealed secrets. */
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
 * The wanted settings, with each masked secret replaced by the one from before. A secret stays with its address: a
 * person who may not see it must not be able to send it elsewhere.
 * @throws {Problem} `validation_failed` when there is no such secret
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

/** The settings as the API shows them. */
export function toShownSettings(settings: KeptSettings): FunctionSettings {
  if (settings.kind === "function") {
    const { server } = settings;
    // A stored time-out can be longer: that was allowed when Vapi asked the server itself.
    const timeoutSeconds = Math.min(server.timeoutSeconds, MAX_TIMEOUT_SECONDS);
    return { ...settings, server: { ...server, timeoutSeconds, headers: server.headers.map(toShownHeader) } };
  }
  if (settings.kind === "apiRequest") return { ...settings, headers: settings.headers.map(toShownHeader) };
  return settings;
}

/** The ids of the secrets that the settings name. */
export const secretIdsOf = (settings: KeptSettings): string[] =>
  (targetOf(settings)?.headers ?? []).flatMap((header) => (header.isSecret ? [header.secretId] : []));

/** The values of the secret headers of a request. */
export const secretValuesOf = (settings: KeptSettings, headers: Record<string, string>): string[] =>
  (targetOf(settings)?.headers ?? []).flatMap((header) => (header.isSecret ? (headers[header.name] ?? []) : []));

/** The function that a creation asks for. */
export async function toDesired(env: SealBindings, orgId: string, given: CreateFunction): Promise<DesiredFunction> {
  const { settings, secrets } = await sealSettings(env, orgId, given.settings);
  return {
    name: given.name,
    kept: { description: given.description, settings: keepSettings(settings, secrets, undefined) },
    secrets,
  };
}
