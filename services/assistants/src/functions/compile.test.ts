import { complaints } from "@allokoli/emulators/vapi/validation/validate";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { describe, expect, it } from "vitest";
import { compileTool, isToolOf, toField } from "./compile.ts";
import { FunctionSettings, type Kind } from "./contract.ts";
import { baseIdOf, isTakenName, searchName } from "../tools/names.ts";
import { sealSettings } from "./settings.ts";

const ID = "0190a000-0000-7000-8000-00000000000f";
const SECRET = "Bearer 0f3c9a7be2d14c58";
const server = await vapiServer({ publicApiUrl: "https://api.allokoli.fr", masterSecret: "master", orgId: "org-1" });
const env = { CREDENTIALS_KEY: btoa("k".repeat(32)) };
const headers = [{ name: "Authorization", value: SECRET }];

const EVERY: Record<Kind, object> = {
  function: { server: { url: "https://outils.example.com/rdv", headers } },
  apiRequest: { method: "GET", url: "https://outils.example.com/rdv", headers },
  transferCall: { destinations: [{ number: "+33123456789", when: "Une urgence", message: "Je vous passe." }] },
  endCall: {},
  sms: { phoneNumberId: ID },
  knowledge: { knowledgeBaseId: ID },
  takeMessage: {},
  openingHours: { hours: { timeZone: "Europe/Paris", weekly: [] } },
};
const SCHEMAS: Partial<Record<Kind, string>> = { transferCall: "TransferCall", endCall: "EndCall", sms: "Sms" };

async function compile(kind: Kind) {
  const given = FunctionSettings.parse({ kind, ...EVERY[kind] });
  const { settings } = await sealSettings(env, "org-1", given);
  return compileTool({ description: "Prend rendez-vous", settings }, { id: ID, name: "rdv", server });
}
const kinds = Object.keys(EVERY).map((kind) => FunctionSettings.parse({ kind, ...EVERY[kind as Kind] }).kind);

describe("a tool at Vapi", () => {
  it.each(kinds)(
    "of the kind %s is valid against Vapi's published schemas, and is found again by our id",
    async (kind) => {
      const body = JSON.parse(JSON.stringify(await compile(kind)));
      const name = SCHEMAS[kind] ?? "Function";
      expect(complaints(`Create${name}ToolDTO`, body)).toEqual([]);
      expect(complaints(`Update${name}ToolDTO`, body)).toEqual([]);
      expect(isToolOf(body, ID)).toBe(true);
      expect(isToolOf(body, ID.replace("f", "e"))).toBe(false);
    },
  );

  it.each(["function", "apiRequest"] as const)(
    "for a tenant's address (%s) calls our server: Vapi has neither the address nor its secrets",
    async (kind) => {
      const body = await compile(kind);
      expect(body).toMatchObject({ type: "function", server });
      expect(JSON.stringify(body)).not.toContain("0f3c9a7be2d14c58");
      expect(JSON.stringify(body)).not.toContain("outils.example.com");
    },
  );

  it.each([
    ["function.name", "name"],
    ["function.parameters.properties.jour.type", "settings.parameters"],
    ["destinations.0.number", "settings.destinations"],
    ["server.url", undefined],
    ["rejectionPlan", undefined],
  ])("with a complaint about %s has one about our %s", (vapiField, field) => {
    expect(toField(vapiField)).toBe(field);
  });
});

describe("names", () => {
  it("of a search contain the id of its knowledge base, within Vapi's 64 characters", () => {
    for (const name of ["Questions des patients", "Été à l'hôtel", "العيادة", "-".repeat(80)]) {
      const called = searchName({ id: ID, name });
      expect(called).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(baseIdOf(called)).toBe(ID);
      expect(isTakenName(called)).toBe(true);
    }
    expect(baseIdOf("search_rdv")).toBeUndefined();
    expect(["endCall", "handoff_to_Accueil"].every(isTakenName)).toBe(true);
    expect(isTakenName("prendre_rdv")).toBe(false);
  });
});
