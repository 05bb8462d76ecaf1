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
