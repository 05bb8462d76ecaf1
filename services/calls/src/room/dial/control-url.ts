/**
 * Whether a control URL leads to Vapi: https on its domain, or the exact origin at which we reach it (the emulator's).
 * Vapi's messages must not be able to send our requests anywhere else (invariants 6 and 8).
 */
export function isControlUrl(url: string, vapiBaseUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin, username, password } = new URL(url);
  if (username !== "" || password !== "") return false;
  if (origin === new URL(vapiBaseUrl).origin) return true;
  return protocol === "https:" && (hostname === "vapi.ai" || hostname.endsWith(".vapi.ai"));
}

/**
 * The address at which a call's sound is fetched, from Vapi's `wss:` address of it: a Worker opens WebSockets by `fetch`.
 * Undefined when it does not lead to Vapi, as for a control URL.
 */
export function toListenAddress(url: string, vapiBaseUrl: string): string | undefined {
  if (!/^wss?:/i.test(url)) return undefined;
  const address = url.replace(/^ws/i, "http");
  return isControlUrl(address, vapiBaseUrl) ? address : undefined;
}
