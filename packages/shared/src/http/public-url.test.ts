import { describe, expect, it } from "vitest";
import { findUrlFault } from "./public-url.ts";

const OPEN = [
  "https://example.com/hook",
  "https://cabinet-moreau.fr:8443/outils?x=1",
  "https://xn--caf-dma.fr/",
  "https://8.8.8.8/",
  "https://172.32.0.1/",
  "https://100.128.0.1/",
  "https://192.169.0.1/",
  "https://[2606:4700:4700::1111]/",
  "https://[2001:200::1]/",
  "https://10.example.fr/",
  "https://local.example.fr/",
];

const CLOSED = [
  // Not https.
  "http://example.com/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "not a url",
  "",
  // Someone's password, or a disguise of the host.
  "https://user:pass@example.com/",
  "https://example.com@127.0.0.1/",
  "https://:secret@example.com/",
  // Loopback, however written.
  "https://127.0.0.1/",
  "https://127.0.0.1./",
  "https://127.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0x7f.0.0.1/",
  "https://0177.0.0.1/",
  "https://017700000001/",
  "https://①②⑦.⓪.⓪.①/",
  "https://%31%32%37.0.0.1/",
  "https://127。0。0。1/",
  "https://localhost/",
  "https://localhost./",
  "https://LOCALHOST/",
  "https://foo.localhost/",
  "https://localhost.localdomain/",
  "https://[::1]/",
  "https://[0:0:0:0:0:0:0:1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[::127.0.0.1]/",
  // Unspecified.
  "https://0/",
  "https://0.0.0.0/",
  "https://[::]/",
  // Private and shared.
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://100.64.0.1/",
  "https://100.100.100.200/",
  "https://[fc00::1]/",
  "https://[fd12:3456::1]/",
  // Link-local and metadata.
  "https://169.254.169.254/latest/meta-data/",
  "https://2852039166/",
  "https://0xa9fea9fe/",
  "https://168.63.129.16/",
  "https://192.0.0.192/",
  "https://[fe80::1]/",
  "https://[fd00:ec2::254]/",
  "https://[::ffff:169.254.169.254]/",
  "https://[64:ff9b::a9fe:a9fe]/",
  "https://[2002:7f00:1::]/",
  "https://[2001:0:7f00:1::]/",
  "https://metadata.google.internal/",
  "https://metadata.google.internal./",
  // Names without a public zone.
  "https://intranet/",
  "https://printer.local/",
  "https://router.lan/",
  "https://1.0.0.127.in-addr.arpa/",
  // Anycast that ends at the nearest network: AS112's sinks (RFC 7534, RFC 7535), AMT relays (RFC 7450).
  "https://192.175.48.6/",
  "https://192.31.196.1/",
  "https://192.52.193.1/",
  "https://[2620:4f:8000::6]/",
  // Out of what is given out of IPv6, or the IETF's own.
  "https://[fec0::1]/",
  "https://[4000::1]/",
  "https://[::ffff:0:7f00:1]/",
  "https://[64:ff9b:1::a9fe:a9fe]/",
  "https://[2001:10::1]/",
  "https://[2001:1ff::1]/",
  "https://[3fff::1]/",
  // Multicast, reserved, documentation.
  "https://224.0.0.1/",
  "https://255.255.255.255/",
  "https://192.0.2.1/",
  "https://[ff02::1]/",
  "https://[2001:db8::1]/",
];

const PRODUCTION = { development: false, ownUrls: ["https://api.allokoli.fr", "https://app.allokoli.fr/"] };
const HOME = { development: true, ownUrls: ["http://localhost:8787", "http://localhost:4321"] };
const OURS = "must not be an address of AlloKoli itself";

describe("an address that a tenant gives", () => {
  it.each(OPEN)("may be %s", (text) => {
    expect(findUrlFault(text, PRODUCTION)).toBeUndefined();
  });

  it.each(CLOSED)("may not be %j", (text) => {
    expect(findUrlFault(text, PRODUCTION)).toMatch(/^must /);
  });

  it("may be a server on this machine in development, but carries no password and speaks http", () => {
    expect(findUrlFault("http://127.0.0.1:3000/tool", HOME)).toBeUndefined();
    expect(findUrlFault("http://user:pass@127.0.0.1/", HOME)).toMatch(/password/);
    expect(findUrlFault("ftp://127.0.0.1/", HOME)).toMatch(/https/);
  });

  it.each([
    "https://api.allokoli.fr/v1/functions/1/test",
    "https://API.AlloKoli.FR/",
    "https://api.allokoli.fr./",
    "https://api.allokoli.fr.:8443/",
    "https://api.allokoli.fr:8443/",
    "https://\uff41pi.allokoli.fr/",
    "https://api%2eallokoli.fr/",
    "https://v2.api.allokoli.fr/",
    "https://app.allokoli.fr/api/calls",
  ])("may not be one of our own: %s", (text) => {
    expect(findUrlFault(text, PRODUCTION)).toBe(OURS);
  });

  it.each(["https://notapi.allokoli.fr/", "https://api.allokoli.fr.cabinet.example/", "https://xapi.allokoli.fr/"])(
    "may look like one of ours: %s",
    (text) => {
      expect(findUrlFault(text, PRODUCTION)).toBeUndefined();
    },
  );

  it.each([
    "http://localhost:8787/v1/calls",
    "http://LOCALHOST.:8787/",
    "http://api.localhost:8787/",
    "http://127.0.0.1:8787/",
    "http://127.1.2.3:8787/",
    "http://2130706433:8787/",
    "http://0.0.0.0:8787/",
    "http://[::1]:8787/",
    "http://[::ffff:127.0.0.1]:8787/",
    "http://192.168.1.20:8787/",
    "http://workstation:8787/",
    "https://localhost:4321/api/calls",
  ])("may not be the stack itself in development: %s", (text) => {
    expect(findUrlFault(text, HOME)).toBe(OURS);
  });

  it.each(["http://localhost:3000/", "http://127.0.0.1/", "https://localhost/", "https://crm.cabinet.example:8787/"])(
    "may be another server in development: %s",
    (text) => {
      expect(findUrlFault(text, HOME)).toBeUndefined();
    },
  );

  it("is held against addresses of ours without a port as against those with one", () => {
    const rules = { development: true, ownUrls: ["http://localhost", "https://localhost"] };
    expect(findUrlFault("http://127.0.0.1:80/", rules)).toBe(OURS);
    expect(findUrlFault("https://127.0.0.1/", rules)).toBe(OURS);
    expect(findUrlFault("http://127.0.0.1:8080/", rules)).toBeUndefined();
  });
});
