import { HOP_HEADER } from "@allokoli/shared/http/outgoing";
import { SIGNATURE_HEADERS } from "@allokoli/shared/crypto/signing";
import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import { findUrlFault, type AddressRules } from "@allokoli/shared/http/public-url";
import type { TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import type { FunctionSettings, UpdateFunction } from "./contract.ts";
import { isMasked } from "./headers.ts";
import { schemaFaults } from "../tools/json-schema.ts";
import { isTakenName } from "../tools/names.ts";
import { placeholdersOf } from "./url-template.ts";

/** Headers that the connection or we set, or that would contradict the body. */
const OUR_HEADERS = new Set([
  ..."connection content-length content-type expect host keep-alive te trailer transfer-encoding upgrade".split(" "),
  HOP_HEADER,
]);
/** Headers by which a tool server recognizes us as the sender: nobody else may set them. */
const SIGNED = new Set<string>(SIGNATURE_HEADERS);

/** A function with each transfer number in its stored form. */
export const withNumbers = <Given extends UpdateFunction>(given: Given, take: TakeNumber): Given =>
  given.settings?.kind === "transferCall"
    ? { ...given, settings: { ...given.settings, destinations: withDestinations(given.settings.destinations, take) } }
    : given;

const withDestinations = <Destination extends { number: string }>(destinations: Destination[], take: TakeNumber) =>
  destinations.map((destination, index) => ({
    ...destination,
    number: take(destination.number, `settings.destinations.${index}.number`, "transfer"),
  }));

/**
 * The rules for functions that the contract cannot express.
 * @throws {Problem} `validation_failed` naming each field
 */
export function requireGoodFunction(given: UpdateFunction, rules: AddressRules): void {
  const errors = [
    ...(given.name !== undefined && isTakenName(given.name)
      ? [{ path: "name", message: "is the name of a tool that is always there" }]
      : []),
    ...(given.settings === undefined ? [] : settingsFaults(given.settings, rules)),
  ];
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

function settingsFaults(settings: FunctionSettings, rules: AddressRules): FieldError[] {
  switch (settings.kind) {
    case "function":
      return [
        ...schemaFaults(settings.parameters, "settings.parameters"),
        ...urlFaults(settings.server.url, "settings.server.url", rules),
        ...headerFaults(settings.server.headers, "settings.server.headers", SIGNED),
      ];
    case "apiRequest":
      return [
        ...schemaFaults(settings.parameters, "settings.parameters"),
        ...urlFaults(settings.url, "settings.url", rules),
        ...placeholderFaults(settings.url, settings.parameters),
        ...headerFaults(settings.headers, "settings.headers"),
      ];
    case "transferCall":
      return settings.destinations.flatMap(({ number }, index) =>
        settings.destinations.findIndex((other) => other.number === number) < index
          ? [{ path: `settings.destinations.${index}.number`, message: "is there already" }]
          : [],
      );
    case "endCall":
    case "sms":
    case "knowledge":
    case "takeMessage":
    case "openingHours":
      return [];
  }
}

function urlFaults(url: string, path: string, rules: AddressRules): FieldError[] {
  const fault = findUrlFault(url, rules);
  return fault === undefined ? [] : [{ path, message: fault }];
}

/** A parameter in the address has to be required, or the address could be incomplete. */
function placeholderFaults(url: string, { properties, required }: Record<string, unknown>): FieldError[] {
  // A parameter never decides the host.
  if (/[{}]/.test(URL.parse(url)?.host ?? "")) {
    return [{ path: "settings.url", message: "may have parameters in its path and query alone" }];
  }
  return placeholdersOf(url)
    .filter((name) => !(isObject(properties) && Object.hasOwn(properties, name) && isListed(required, name)))
    .map((name) => ({ path: "settings.url", message: `names {${name}}, which is no required parameter` }));
}

function headerFaults(
  headers: { name: string; value: string }[],
  path: string,
  signed: ReadonlySet<string> = new Set(),
): FieldError[] {
  const seen = new Set<string>();
  return headers.flatMap(({ name, value }, index) => {
    const key = name.toLowerCase();
    const fault =
      OUR_HEADERS.has(key) || signed.has(key)
        ? "is not for you to set"
        : seen.has(key)
          ? "is there already"
          : undefined;
    seen.add(key);
    return [
      ...(fault === undefined ? [] : [{ path: `${path}.${index}.name`, message: fault }]),
      ...(isMasked(value) || !value.includes("•")
        ? []
        : [{ path: `${path}.${index}.value`, message: "may have visible characters of ASCII" }]),
    ];
  });
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isListed = (list: unknown, name: string) => Array.isArray(list) && list.includes(name);
