import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact, PLACEHOLDERS, namesIn, type Placeholders } from "./redact.ts";
import { toTest } from "./from-call.ts";

const user = (text: string) => ({ role: "user", text });
const blanked = (line: string, words: Placeholders = PLACEHOLDERS.fr) => redact(line, namesIn([user(line)]), words);
/** The redacted form of an answer, which is the last line of the script. */
const answered = (question: string, ...answers: string[]) =>
  toTest(
    {
      lines: [{ role: "assistant", text: question }, ...answers.map(user)],
      names: [],
      at: new Date(0),
      timeZone: "Europe/Paris",
    },
    "fr",
  )
    .script.split("\n")
    .slice(-answers.length)
    .map((line) => line.slice(2));

describe("what a caller said", () => {
  it.each([
    [
      "Bonjour, je m'appelle Claire Dubois, je voudrais un rendez-vous.",
      "Bonjour, je m'appelle [nom], je voudrais un rendez-vous.",
    ],
    ["C’est madame Le Goff, D-U-P-O-N-T.", "C’est madame [nom]."],
    ["Mon nom est Jean-Pierre de la Tour.", "Mon nom est [nom] de la [nom]."],
    ["je m'appelle claire dubois et je voudrais un rendez-vous", "je m'appelle [nom] et je voudrais un rendez-vous"],
    ["C'est pour ma fille Emma, elle tousse.", "C'est pour ma fille [nom], elle tousse."],
    ["Claire à l'appareil.", "[nom] à l'appareil."],
    ["Claire Dubois.", "[nom]."],
    ["bonjour madame dubois à l'appareil", "bonjour madame [nom] à l'appareil"],
    ["c'est d u p o n t", "c'est [nom]"],
    ["D comme Denis, U comme Ursule, P comme Pierre", "[nom]"],
    ["Bonjour, Claire Dubois, c'est pour mon fils.", "Bonjour, [nom], c'est pour mon fils."],
    ["Au nom de Martin, s'il vous plaît.", "Au nom de [nom], s'il vous plaît."],
    ["Mon numéro est le 06 12 34 56 78.", "Mon numéro est le [numéro]."],
    ["C'est le +33 6.12.34.56.78 ou le 0612345678", "C'est le [numéro] ou le [numéro]"],
    ["Zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit.", "[numéro]."],
    ["C'est le 06 douze 34 cinquante-six 78.", "C'est le [numéro]."],
    ["Zéro six, puis douze, puis 34, puis cinquante-six.", "[numéro]."],
    ["zéro six douze", "[numéro]"],
    ["le 06–12–34–56–78 ou le ０６１２３４５６７８", "le [numéro] ou le [numéro]"],
    ["la carte, c'est 4970 1012 3456 7890", "la carte, c'est [numéro]"],
    ["Mon adresse est claire.dubois@exemple.fr, merci.", "Mon adresse est [e-mail], merci."],
    ["claire point dubois arobase exemple point fr", "[e-mail]"],
    ["claire.dubois arobase gmail.com", "[e-mail]"],
    ["claire tiret du six dubois @ gmail point com", "[e-mail]"],
    ["J'habite 12 bis, rue des Lilas, au troisième.", "J'habite [adresse], au troisième."],
    ["C'est au 4 avenue du Général Leclerc, 69003 Lyon.", "C'est au [adresse]."],
    ["j'habite douze rue des lilas et je voudrais une visite", "j'habite [adresse] et je voudrais une visite"],
    ["12 Rue des Lilas", "[adresse]"],
    ["j'habite rue des lilas", "j'habite [adresse]"],
    ["Je suis né le 12 mars 1980.", "Je suis né le [date]."],
    ["Née le douze mars mille neuf cent quatre-vingt.", "Née le [date]."],
    ["Ma date de naissance : 12/03/1980", "Ma date de naissance : [date]"],
    ["née le douze mars quatre-vingt-deux", "née le [date]"],
    ["Elle est née un 12 mars.", "Elle est née un [date]."],
    ["Je suis née en 1980.", "Je suis née en [date]."],
    ["Mon numéro de sécu, c'est le 2 80 03 69 123 456 78.", "Mon numéro de sécu, c'est le [numéro]."],
    ["FR76 3000 6000 0112 3456 7890 189", "[numéro]"],
  ])("is redacted: %s", (line, expected) => expect(blanked(line)).toBe(expected));

  it.each([
    "Bonjour, je voudrais un rendez-vous mardi 12 mars à quatorze heures trente.",
    "Il a quatre ans et 38,5 de fièvre depuis deux jours.",
    "C'est pour un renouvellement : Doliprane 1000, trois fois par jour.",
    "Est-ce que la rue est loin ? Je suis libre mercredi.",
    "Combien coûte une visite ? Quarante-cinq euros ?",
    "Je voudrais venir le 12 mars, quatorze heures, si c'est possible.",
    "C'est pour une ordonnance, et puis il y a autre chose.",
    "Look, I am at home. Come at ten.",
    "Oui madame pouvez-vous me dire si vous êtes là ? C'est bien ici ?",
    "bonjour madame j'aimerais savoir si le docteur est là",
  ])("keeps what the call is about: %s", (line) => expect(blanked(line)).toBe(line));

  it.each([
    ["Votre nom, s'il vous plaît ?", ["Dubois."], ["[nom]."]],
    ["Quel est votre nom ?", ["oui bonjour c'est claire dubois", "dubois"], ["oui bonjour c'est [nom]", "[nom]"]],
    ["Quel est votre prénom ?", ["euh claire"], ["euh [nom]"]],
    [
      "Votre numéro de téléphone ?",
      ["06 12", "puis 34", "et cinquante-six"],
      ["[numéro]", "puis [numéro]", "et [numéro]"],
    ],
    ["Votre date de naissance ?", ["le douze mars", "12 03"], ["le [date]", "[date]"]],
    ["Quelle est votre adresse e-mail ?", ["claire dubois chez gmail point com"], ["[e-mail]"]],
    [
      "Votre adresse mail ?",
      ["alors camille point lenoir en minuscules arobase orange point fr", "merci"],
      ["[e-mail]", "merci"],
    ],
    ["À quelle adresse ?", ["au 4 les hauts de Sèvres"], ["[adresse]"]],
    ["Où habitez-vous ?", ["à Villeurbanne, près du château"], ["[adresse]"]],
    [
      "À quel nom ?",
      ["oui c'est pour prendre rendez-vous pour mon fils"],
      ["oui c'est pour prendre rendez-vous pour mon fils"],
    ],
    ["Quel jour vous convient ?", ["le 12 à quatorze heures"], ["le 12 à quatorze heures"]],
  ])("is redacted as the answer to “%s”", (question, answers, expected) =>
    expect(answered(question, ...answers)).toEqual(expected),
  );

  it("has a name removed from every line once somebody has introduced it", () => {
    const names = namesIn([user("Je m'appelle Hélène Dubois.")], ["Paul Petit"]);
    expect(redact("Dubois, oui. Et PETIT aussi, comme Helene.", names, PLACEHOLDERS.fr)).toBe(
      "[nom], oui. Et [nom] aussi, comme [nom].",
    );
    const lines = [
      { role: "assistant", text: "Merci, Claire, c'est noté." },
      user("claire, oui, et mon nom, c'est Petit-Jean, jean comme le prénom"),
    ];
    const script = toTest({ lines, names: [], at: new Date(0), timeZone: "Europe/Paris" }, "fr").script.toLowerCase();
    for (const name of ["claire", "petit", "jean"]) expect(script).not.toContain(name);
  });

  it("has a name with the day of the call, in words and where the organization is", () => {
    const call = {
      lines: [user("Bonjour.")],
      names: [],
      at: new Date("2026-11-27T23:30:00Z"),
      timeZone: "Europe/Paris",
    };
    expect(toTest(call, "fr").name).toBe("Appel du 28 novembre 2026");
    expect(toTest({ ...call, timeZone: "America/Cayenne" }, "en").name).toBe("Call of 27 November 2026");
  });

  it("has the names removed that the analysis of the call found, at any depth", () => {
    const lines = [user("c'est moi martin, vous me connaissez")];
    expect(toTest({ lines, names: ["Martin"], at: new Date(0), timeZone: "Europe/Paris" }, "fr").script).toContain(
      "c'est moi [nom], vous",
    );
  });

  it.each([
    [
      "My name is Mary O'Neil, born on March 3, 1975, I live at 12 Baker Street.",
      "My name is [name], born on [date], I live at [address].",
    ],
    ["my name is mary jones and i'd like an appointment", "my name is [name] and i'd like an appointment"],
    ["born on march the twelfth, nineteen eighty", "born on [date]"],
    ["the twelfth of march nineteen eighty", "the [date]"],
    ["mary dot jones at gmail dot com", "[email]"],
    ["It's mary@gmail.com or mary at gmail.com.", "It's [email] or [email]."],
    ["oh seven seven double zero nine hundred one two three", "[number]"],
    ["I live at 12 baker street in SW1A 2AA", "I live at [address] in [address]"],
    ["D for Delta, U for Uniform", "[name]"],
    ["It's for my son Lucas.", "It's for my son [name]."],
    ["Mary Jones speaking.", "[name] speaking."],
  ])("is redacted in English too: %s", (line, expected) => expect(blanked(line, PLACEHOLDERS.en)).toBe(expected));

  it("keeps no telephone number, however it is written", () => {
    const separator = fc.constantFrom("", " ", ".", "-", " - ");
    fc.assert(
      fc.property(
        fc.stringMatching(/^0[1-9]\d{8}$/),
        separator,
        fc.constantFrom("Rappelez le ", "c'est ", ""),
        (digits, by, before) => {
          const pairs = digits.match(/../g) ?? [];
          expect(blanked(`${before}${pairs.join(by)}.`)).not.toMatch(/\d/);
        },
      ),
    );
  });

  it("is redacted in a bounded time, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (line) => typeof blanked(line) === "string"),
    );
    const long = "deux ".repeat(4000) + "A B ".repeat(2000) + "a.".repeat(3000);
    expect(blanked(long).length).toBeLessThan(long.length);
  });
});
