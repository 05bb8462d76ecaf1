/** Private, loopback, link-local, shared, documentation, benchmark, multicast and reserved (RFC 6890), as [base, bits]. */
const CLOSED_IPV4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  // Azure's host agent: a public address that answers only from inside, with machine credentials.
  ["168.63.129.16", 32],
] as const;

/** Inside the one open IPv6 block, 2000::/3: Teredo and its neighbours, documentation, 6to4 (which wraps any IPv4). */
const CLOSED_IPV6 = [
  ["2001:0:0:0:0:0:0:0", 23],
  ["2001:db8:0:0:0:0:0:0", 32],
  ["2002:0:0:0:0:0:0:0", 16],
  ["3fff:0:0:0:0:0:0:0", 20],
] as const;

/** Names that only a local resolver answers (RFC 6761, RFC 6762, RFC 8375, ICANN's reserved ones). */
const CLOSED_NAME =
  /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|arpa|test|invalid|onion)$/;

/**
 * Why an address that a tenant gives must not be called, as the end of a sentence about it; undefined when it may be.
 * Https only, and no private, loopback, link-local or metadata host, however it is written: the URL parser of the
 * platform has already turned decimal, hexadecimal, octal and full-width spellings into one.
 * In development http and local hosts are let through. A public name that resolves to a private address is not seen here.
 */
export function findUrlFault(text: string, { development }: { development: boolean }): string | undefined {
  const url = URL.parse(text);
  if (url === null) return "must be a URL";
  if (url.protocol !== "https:" && !(development && url.protocol === "http:")) return "must begin with https://";
  if (url.username !== "" || url.password !== "") return "must not carry a user name or a password";
  if (development) return undefined;
  const host = url.hostname.replace(/\.+$/, "");
  return isPublicHost(host) ? undefined : "must be an address on the public internet";
}

function isPublicHost(host: string): boolean {
  if (host.startsWith("[")) return isPublicIpv6(toGroups(host.slice(1, -1)));
  if (/^[\d.]+$/.test(host)) return isPublicIpv4(toOctets(host));
  return host.includes(".") && !CLOSED_NAME.test(host);
}

const toOctets = (address: string) => address.split(".").map(Number);

const isPublicIpv4 = (octets: number[]) =>
  octets.length === 4 && !CLOSED_IPV4.some(([base, bits]) => sharePrefix(octets, toOctets(base), bits, 8));

function isPublicIpv6(groups: number[]): boolean {
  const [first = 0] = groups;
  const isGlobalUnicast = groups.length === 8 && first >> 13 === 1;
  return isGlobalUnicast && !CLOSED_IPV6.some(([base, bits]) => sharePrefix(groups, toGroups(base), bits, 16));
}

/** The eight groups of an address as the URL parser writes it: hexadecimal, `::` at most once. */
function toGroups(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  const before = numbers(head);
  if (tail === undefined) return before;
  const after = numbers(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** Whether two addresses of parts of `width` bits agree in their first `bits`. */
function sharePrefix(left: number[], right: number[], bits: number, width: number): boolean {
  return left.every((part, index) => {
    const counted = Math.min(Math.max(bits - index * width, 0), width);
    return part >> (width - counted) === (right[index] ?? 0) >> (width - counted);
  });
}
