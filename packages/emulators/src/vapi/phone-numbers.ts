import type { Hono } from "hono";
import type { Emulator } from "./context.ts";
import { crud } from "./crud.ts";
import { badRequest } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import type { JsonObject } from "./json.ts";
import { isObject, textAt } from "./json.ts";
import { requireValid } from "./validation/validate.ts";

const SCHEMAS: Record<string, string> = {
  "byo-phone-number": "Byo",
  twilio: "Twilio",
  vonage: "Vonage",
  vapi: "Vapi",
  telnyx: "Telnyx",
};
/** Area codes that are out of stock, as real ones often are. */
const SOLD_OUT = new Set(["212", "415"]);

/** The published shape of a number of that provider, if it has one. */
export function phoneNumberSchema(provider: string | undefined, verb: "Create" | "Update"): string | undefined {
  const name = SCHEMAS[provider ?? ""];
  return name === undefined ? undefined : `${verb}${name}PhoneNumberDTO`;
}

function requireSchema(provider: string | undefined, verb: "Create" | "Update"): string {
  const schema = phoneNumberSchema(provider, verb);
  if (schema !== undefined) return schema;
  throw badRequest([`provider must be one of the following values: ${Object.keys(SCHEMAS).join(", ")}`]);
}

/** Vapi's own numbers are bought by area code: with stock at once, without it refused with a hint. */
function bought(body: JsonObject, nextLine: () => number): JsonObject {
  if (body["provider"] !== "vapi" || textAt(body, "sipUri") !== undefined) return body;
  const area = textAt(body, "numberDesiredAreaCode") ?? "701";
  if (SOLD_OUT.has(area)) {
    throw badRequest("This area code is currently not available. Hint: Try one of 701, 279, 406.");
  }
  return { ...body, number: `+1${area}555${String(nextLine()).padStart(4, "0")}` };
}

export function phoneNumberRoutes(emulator: Emulator): Hono<VapiEnv> {
  const numbers = emulator.state.collection("phone-number");
  let line = 100;
  // A number that was released is not sold again at once.
  const nextLine = (): number => {
    do line += 1;
    while (numbers.all().some((number) => textAt(number, "number")?.endsWith(`555${String(line).padStart(4, "0")}`)));
    return line;
  };
  return crud(emulator, {
    kind: "phone-number",
    title: "Phone Number",
    list: "plain",
    create(body) {
      const provider = isObject(body) ? textAt(body, "provider") : undefined;
      const valid = requireValid(requireSchema(provider, "Create"), body);
      const taken = emulator.state
        .collection("phone-number")
        .all()
        .some((number) => valid["number"] !== undefined && number["number"] === valid["number"]);
      const credentialId = textAt(valid, "credentialId");
      const isKnown =
        credentialId === undefined || emulator.state.collection("credential").find(credentialId) !== undefined;
      if (!isKnown)
        throw badRequest("Credential Not Found. Hot tip, the credentialId must be one of your credentials.");
      if (taken) throw badRequest("Existing Phone Number Already Has This Number.");
      return { status: "active", ...bought(valid, nextLine) };
    },
    update: (body, old) => requireValid(requireSchema(textAt(old, "provider"), "Update"), body),
  });
}
