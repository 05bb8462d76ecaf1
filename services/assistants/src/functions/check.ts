import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import { findUrlFault } from "@allokoli/shared/http/public-url";
import type { FunctionSettings, UpdateFunction } from "./contract.ts";
import { isMasked } from "./headers.ts";
import { schemaFaults } from "./json-schema.ts";
import { isTakenName } from "./names.ts";
import { placeholdersOf } from "./url-template.ts";

/** Headers that the connection sets, or that would say something else about the body than it is. */
const OUR_HEADERS = new Set(
  "connection content-length content-type expect host keep-alive te trailer transfer-encoding upgrade".split(" "),
);

/**
 * What the contract cannot say about a function.
 * @throws {Problem} `validation_failed` naming each field
 */
export function requireGoodFunction(given: UpdateFunction, options: { development: boolean }): void {
  const errors = [
    ...(given.name !== undefined && isTakenName(given.name)
      ? [{ path: "name", message: "is the name of a tool that is always there" }]
      : []),
    ...(given.settings === undefined ? [] : settingsFaults(given.settings, options)),
  ];
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

function settingsFaults(settings: FunctionSettings, options: { development: boolean }): FieldError[] {
  switch (settings.kind) {
    case "function":
      return [
        ...schemaFaults(settings.parameters, "settings.parameters"),
        ...urlFaults(settings.server.url, "settings.server.url", options),
        ...headerFaults(settings.server.headers, "settings.server.headers"),
      ];
    case "apiRequest":
      return [
        ...schemaFaults(settings.parameters, "settings.parameters"),
        ...urlFaults(settings.url, "settings.url", options),
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

function urlFaults(url: string, path: string, options: { development: boolean }): FieldError[] {
  const fault = findUrlFault(url, options);
  return fault === undefined ? [] : [{ path, message: fault }];
}

/** What an address names has to be a parameter that is always given, or there would be no address. */
function placeholderFaults(url: string, { properties, required }: Record<string, unknown>): FieldError[] {
  // A parameter never says whom to ask.
  if (/[{}]/.test(URL.parse(url)?.host ?? "")) {
    return [{ path: "settings.url", message: "may have parameters in its path and query alone" }];
  }
  return placeholdersOf(url)
    .filter((name) => !(isObject(properties) && Object.hasOwn(properties, name) && isListed(required, name)))
    .map((name) => ({ path: "settings.url", message: `names {${name}}, which is no required parameter` }));
}

function headerFaults(headers: { name: string; value: string }[], path: string): FieldError[] {
  const seen = new Set<string>();
  return headers.flatMap(({ name, value }, index) => {
    const key = name.toLowerCase();
    const fault = OUR_HEADERS.has(key) ? "is not for you to set" : seen.has(key) ? "is there already" : undefined;
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
