import type { Plan } from "@allokoli/shared/limits/plans";

/** What only the owner of a deployment knows. Undefined is shown as « à compléter »; see docs/legal.md. */
type Words = string | undefined;
type Host = { name: string; address: Words; phone: Words; region?: Words };
type Legal = {
  company: Words;
  /** Such as « SAS au capital de 10 000 € ». */
  legalForm: Words;
  address: Words;
  siret: Words;
  register: Words;
  vat: Words;
  directorOfPublication: Words;
  /** Where people write to: help, prices, their rights. */
  email: Words;
  phone: Words;
  dataProtectionOfficer: Words;
  siteHost: Host;
  /** `region` is where the owner made the project: it says where the database lies. */
  dataHost: Host;
  transferFramework: Words;
  voiceRetention: Words;
  liability: Words;
  notice: Words;
  court: Words;
  /** The day on which the terms begin, `2026-12-01`. */
  termsFrom: Words;
  /** In euros, a month, without tax; undefined: on request. */
  monthlyPrice: Record<Plan, number | undefined>;
};

export const LEGAL: Legal = {
  company: undefined,
  legalForm: undefined,
  address: undefined,
  siret: undefined,
  register: undefined,
  vat: undefined,
  directorOfPublication: undefined,
  email: undefined,
  phone: undefined,
  dataProtectionOfficer: undefined,
  siteHost: {
    name: "Cloudflare, Inc.",
    address: "101 Townsend Street, San Francisco, CA 94107, USA",
    phone: undefined,
  },
  dataHost: { name: "Supabase", address: undefined, phone: undefined, region: undefined },
  transferFramework: undefined,
  voiceRetention: undefined,
  liability: undefined,
  notice: undefined,
  court: undefined,
  termsFrom: undefined,
  monthlyPrice: { starter: undefined, pro: undefined, business: undefined },
};

/** The names of what is still to be completed, `siteHost.phone` for a part. A price may stay on request. */
export function missingWords(legal: Legal = LEGAL): string[] {
  const { siteHost, dataHost, monthlyPrice: _price, ...words } = legal;
  const without = (said: Record<string, Words>, of = "") =>
    Object.keys(said)
      .filter((name) => said[name] === undefined)
      .map((name) => of + name);
  return [...without(words), ...without(siteHost, "siteHost."), ...without(dataHost, "dataHost.")];
}
