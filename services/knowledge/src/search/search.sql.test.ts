import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import type { Block } from "@allokoli/shared/rpc/reader";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processFiles } from "../processing/process.ts";
import { searchPassages } from "./search.ts";

const SECTIONS: Record<string, string> = {
  Horaires: "Le cabinet est ouvert du lundi au vendredi de 8 h à 18 h, et le samedi matin.",
  Annulation: "Pour annuler une consultation, prévenez le secrétariat vingt-quatre heures à l'avance.",
  Tarifs: "La consultation coûte 30 euros, la visite à domicile 45 euros.",
  Paiement: "Nous acceptons la carte bancaire et les chèques.",
  Vaccins: "L'infirmière vaccine contre la grippe le mercredi, sans rendez-vous.",
  Standard: "Appelez le 01 84 88 12 34 aux heures de bureau.",
  Garde: "Le dimanche, de 9 h 30 à 11 h, sur place.",
  Breakfast: "Breakfast is a buffet, served from half past six to ten in the morning.",
  Parking: "The underground car park costs eighteen euros a night.",
  مواعيد: "تفتح العيادة أبوابها من الاثنين إلى الجمعة، ويوم السبت صباحا فقط.",
  الأسعار: "سعر الكشف عند الطبيب العام ثلاثون دينارا.",
};

let fixture: Fixture;
let database: Database;

beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  await fixture.superuser.query(
    "insert into files (org_id, name, size_bytes, due_at) values ($1, 'accueil.md', 1, now()), ($1, 'autre.txt', 1, now())",
    [fixture.orgId],
  );
  await fixture.superuser.query("insert into knowledge_bases (id, org_id, name) values ($1, $2, 'Autre')", [
    BASE,
    fixture.orgId,
  ]);
  await fixture.superuser.query(
    "insert into knowledge_base_files (org_id, knowledge_base_id, file_id) select org_id, $1, id from files where name = 'autre.txt'",
    [BASE],
  );
  const blocks = Object.entries(SECTIONS).flatMap(([heading, text]): Block[] => [
    { kind: "heading", level: 1, text: heading },
    { kind: "paragraph", text },
  ]);
  await processFiles({
    tenant: systemTenant(database, fixture.orgId),
    storage: { get: async () => ({ body: new Blob([]).stream(), size: 0 }), delete: () => Promise.resolve() },
    reader: {
      read: ({ name }) =>
        Promise.resolve({
          outcome: "read",
          kind: "markdown",
          blocks: name === "accueil.md" ? blocks : [{ kind: "paragraph", text: "Le parking du samedi." }],
        }),
    },
    now: () => new Date(Date.now() + 1000),
    random: () => 0.5,
    retryDelayMs: 1000,
    requestId: "test",
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});

const BASE = "0190a000-0000-7000-8000-0000000000ba";

const ask = (text: string, knowledgeBaseId: string | null = null) =>
  personTenant(database, claimsOf(fixture.people.viewer), fixture.orgId).read((tx) =>
    searchPassages(tx, { orgId: fixture.orgId, knowledgeBaseId, text, limit: 5 }),
  );

describe("the passage that answers comes first", () => {
  it.each([
    ["Êtes-vous ouverts le samedi matin ?", "Horaires"],
    ["HORAIRES", "Horaires"],
    ["horraires du cabinet", "Horaires"],
    ["annulation d'une consultation", "Annulation"],
    ["je voudrais anuler", "Annulation"],
    ["Combien coute une visite ?", "Tarifs"],
    ["visites a domiciles", "Tarifs"],
    ["carte banquaire", "Paiement"],
    ["paier par chéque", "Paiement"],
    ["vaccin grippe infirmier", "Vaccins"],
    ["0184881234", "Standard"],
    ["à qui est le +33 1 84 88 12 34 ?", "Standard"],
    ["vous ouvrez à 9h30 ?", "Garde"],
    ["visite à 45€", "Tarifs"],
    ["When is brekfast served?", "Breakfast"],
    ["car parks", "Parking"],
    ["undergruond", "Parking"],
    ["هل العيادة مفتوحة يوم السبت؟", "مواعيد"],
    ["كم سِعْر كشف الطبيب", "الأسعار"],
    ["اسعار", "الأسعار"],
  ])("%s → %s", async (question, heading) => expect((await ask(question))[0]?.source.headings).toEqual([heading]));
});

describe("nothing", () => {
  it.each(["Avez-vous une piscine ?", "Quels sont vos", "!", "weather in Lisbon", "كم عدد سكان القاهرة", "xq"])(
    "answers %s",
    async (question) => expect(await ask(question)).toEqual([]),
  );
});

it("scores from 0 to 1, best first, with the source", async () => {
  const found = await ask("visite à domicile et consultation");
  expect(found[0]).toMatchObject({
    text: SECTIONS["Tarifs"],
    source: { fileName: "accueil.md", page: null, headings: ["Tarifs"] },
  });
  const scores = found.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
});

it("looks within the base that is asked, and takes no question for SQL", async () => {
  expect((await ask("parking", BASE)).map(({ source }) => source.fileName)).toEqual(["autre.txt"]);
  expect(await ask("horaires", BASE)).toEqual([]);
  expect(await ask("'; drop table passages; -- {\"} \\")).toEqual([]);
});
