import type { SealBindings } from "@allokoli/shared/crypto/seal";
import type { Tenant } from "@allokoli/shared/db/tenant";
import { openHeaders } from "./headers.ts";
import { secretIdsOf, targetOf, type KeptSettings } from "./settings.ts";
import { findSecrets } from "./store.ts";

/** The headers of a function's own requests, with their secrets opened. */
export async function openHeadersOf(
  env: SealBindings,
  system: Tenant,
  settings: KeptSettings,
): Promise<Record<string, string>> {
  const headers = targetOf(settings)?.headers ?? [];
  const ids = secretIdsOf(settings);
  const sealed = ids.length === 0 ? [] : await system.read((tx) => findSecrets(tx, system.orgId, ids));
  return openHeaders(env, system.orgId, headers, sealed);
}
