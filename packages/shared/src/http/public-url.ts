import ipaddr from "ipaddr.js";

/** What is given out of IPv6 (RFC 4291 §2.4): ipaddr.js takes what is reserved beside it for public. */
const GIVEN_OUT = ipaddr.parseCIDR("2000::/3");

/** Public by their range, and closed all the same. */
const CLOSED = {
  // Azure's host agent, which answers only from inside, with machine credentials.
  hostAgent: [ipaddr.parseCIDR("168.63.129.16/32")],
  // Teredo and its neighbours: the IETF's own assignments (RFC 2928), of which ipaddr.js knows some.
  ofIetf: [ipaddr.parseCIDR("2001::/23")],
};

/** Names that only a local resolver answers (RFC 6761, RFC 6762, RFC 8375, ICANN's reserved ones). */
const CLOSED_NAME =
  /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|arpa|test|invalid|onion)$/;

/** The rules for an address of a tenant: packages/shared/src/env/address-rules. */
export type AddressRules = {
  /** On a developer's machine, where http and hosts of the machine itself are let through. */
  development: boolean;
  /** Where we answer ourselves: the API and the site. */
  ownUrls: readonly string[];
};

/**
 * Why an address that a tenant gives must not be called, as the end of a sentence about it; undefined when it may be.
 * Https only, no address of our own, and no private, loopback, link-local or metadata host, however it is written: the URL
 * parser of the platform has already turned decimal, hexadecimal, octal and full-width spellings into one.
 * In development http and local hosts are let through. A public name that resolves to a private address is not seen here.
 */
export function findUrlFault(text: string, { development, ownUrls }: AddressRules): string | undefined {
  const url = URL.parse(text);
  if (url === null) return "must be a URL";
  if (url.protocol !== "https:" && !(development && url.protocol === "http:")) return "must begin with https://";
  if (url.username !== "" || url.password !== "") return "must not carry a user name or a password";
  const isOurs = development ? isSameServer : isSameHost;
  if (ownUrls.some((own) => isOurs(url, new URL(own)))) return "must not be an address of AlloKoli itself";
  if (development) return undefined;
  return isPublicHost(hostOf(url)) ? undefined : "must be an address on the public internet";
}

const hostOf = ({ hostname }: URL) => hostname.replace(/\.+$/, "");

/** Any port: our Workers have whole hosts, and hosts below them are ours as well. */
const isSameHost = (url: URL, own: URL) => `.${hostOf(url)}`.endsWith(`.${hostOf(own)}`);

/** Every private host and every name of a developer's machine can lead to it, so there the port tells servers apart. */
const isSameServer = (url: URL, own: URL) =>
  portOf(url) === portOf(own) && (isSameHost(url, own) || !(isPublicHost(hostOf(url)) || isPublicHost(hostOf(own))));

const portOf = ({ port, protocol }: URL) => port || (protocol === "https:" ? "443" : "80");

function isPublicHost(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, "$1");
  if (ipaddr.isValid(address)) return isPublicAddress(ipaddr.parse(address));
  return host.includes(".") && !CLOSED_NAME.test(host);
}

/** The rest of the registries (RFC 6890) ipaddr.js has: private, shared, link-local, documentation, translated, tunnelled. */
function isPublicAddress(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const isGivenOut = address.kind() === "ipv4" || address.match(GIVEN_OUT);
  return isGivenOut && address.range() === "unicast" && ipaddr.subnetMatch(address, CLOSED, "") === "";
}
