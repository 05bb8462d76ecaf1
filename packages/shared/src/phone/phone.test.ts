import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, it } from "vitest";
import { areaOf, digitsOfArea } from "./area-code.ts";
import { toCallerNumber } from "./caller.ts";
import { COUNTRIES, isCountry } from "./countries.ts";
import { toDialled } from "./destination.ts";
import { callingCodeOf, isPremium, parseNumber } from "./library.ts";
import { makeMetadata } from "./make-metadata.ts";
import known from "./metadata.json" with { type: "json" };
import { findPhoneNumber, readNumber } from "./read-number.ts";
import { toSearchedBeginnings } from "./search-prefixes.ts";
import { findShortNumber } from "./short-numbers.ts";
import { toDialledShort } from "./short-plans.ts";

const read = (written: string, country: string, use: "call" | "transfer" | "own" = "call", allowsPremium = false) => {
  const found = readNumber(written, { country, allowsPremium }, use);
  return "number" in found ? found.number : found.fault;
};

describe("a number as it is written", () => {
  it.each([
    ["06 12 34 56 78", "FR", "+33612345678"],
    ["0612345678", "FR", "+33612345678"],
    ["06.12.34.56.78", "FR", "+33612345678"],
    ["06-12-34-56-78", "FR", "+33612345678"],
    ["06\u201012\u201134\u201356\u221278", "FR", "+33612345678"],
    ["06\u00a012\u202f34\u200956\u200b78", "FR", "+33612345678"],
    ["０６１２３４５６７８", "FR", "+33612345678"],
    ["＋３３　６１２３４５６７８", "FR", "+33612345678"],
    ["\u202a+33 6 12 34 56 78\u202c", "FR", "+33612345678"],
    ["tel:+33612345678", "FR", "+33612345678"],
    ["tel:+33 6 12 34 56 78", "FR", "+33612345678"],
    ["Tél : 06 12 34 56 78", "FR", "+33612345678"],
    ["Tél. 06 12 34 56 78", "FR", "+33612345678"],
    ["Te\u0301l. portable : 06.12.34.56.78", "FR", "+33612345678"],
    ["Téléphone: 0612345678", "FR", "+33612345678"],
    ["TEL 06 12 34 56 78", "FR", "+33612345678"],
    ["N° 06 12 34 56 78", "FR", "+33612345678"],
    ["☎️ 06 12 34 56 78", "FR", "+33612345678"],
    ["#31#06 12 34 56 78", "FR", "+33612345678"],
    ["#31#+33612345678", "BE", "+33612345678"],
    ["*31#0612345678", "FR", "+33612345678"],
    ["*67 514 234 5678", "CA", "+15142345678"],
    ["6 12 34 56 78", "FR", "+33612345678"],
    ["33612345678", "FR", "+33612345678"],
    ["0033612345678", "FR", "+33612345678"],
    ["00 33 (0)6 12 34 56 78", "FR", "+33612345678"],
    ["+33 (0)6 12 34 56 78", "FR", "+33612345678"],
    ["+330612345678", "FR", "+33612345678"],
    ["+33 9 70 12 34 56", "FR", "+33970123456"],
    ["09 70 12 34 56", "FR", "+33970123456"],
    ["0806 12 34 56", "FR", "+33806123456"],
    ["06 39 98 12 34", "FR", "+33639981234"],
    // Overseas, from there and from Paris.
    ["0692 12 34 56", "FR", "+262692123456"],
    ["+33 692 12 34 56", "FR", "+262692123456"],
    ["0692 12 34 56", "RE", "+262692123456"],
    ["06 12 34 56 78", "RE", "+33612345678"],
    ["0639 01 23 45", "FR", "+262639012345"],
    ["0590 20 12 34", "GP", "+590590201234"],
    ["0690 12 34 56", "FR", "+590690123456"],
    ["0596 60 12 34", "FR", "+596596601234"],
    ["0696 12 34 56", "MQ", "+596696123456"],
    ["0594 30 12 34", "FR", "+594594301234"],
    ["+508 41 12 34", "FR", "+508411234"],
    ["76 12 34", "NC", "+687761234"],
    ["+687 76 12 34", "FR", "+687761234"],
    ["+689 87 12 34 56", "FR", "+68987123456"],
    ["87 12 34 56", "PF", "+68987123456"],
    // The neighbours, and Québec.
    ["0470/12.34.56", "BE", "+32470123456"],
    ["+32 470 12 34 56", "FR", "+32470123456"],
    ["079 123 45 67", "CH", "+41791234567"],
    ["0041 79 123 45 67", "FR", "+41791234567"],
    ["621 123 456", "LU", "+352621123456"],
    ["(514) 234-5678", "CA", "+15142345678"],
    ["1 514 234 5678", "CA", "+15142345678"],
    ["011 33 6 12 34 56 78", "CA", "+33612345678"],
  ])("%j in %s is %s", (written, country, number) => {
    for (const use of ["call", "transfer", "own"] as const) expect(read(written, country, use)).toBe(number);
  });

  it.each([
    ["+3361234567", "FR", "too_short"],
    ["06 12 34 56", "FR", "too_short"],
    ["0", "FR", "too_short"],
    ["06 12 34 56 78 90", "FR", "too_long"],
    ["+999 123 456", "FR", "unknown_country_code"],
    ["+0612345678", "FR", "unknown_country_code"],
    ["00 00 00 00 00", "FR", "impossible"],
    ["", "FR", "not_a_number"],
    ["+", "FR", "not_a_number"],
    ["anonymous", "FR", "not_a_number"],
    ["sip:accueil@cabinet.fr", "FR", "not_a_number"],
    ["06 12 34 56 78 ou 07 12 34 56 78", "FR", "not_a_number"],
    ["06 12 34 56 78, 07 12 34 56 78", "FR", "not_a_number"],
    ["#31#", "FR", "not_a_number"],
    ["Tél :", "FR", "not_a_number"],
    ["poste 12", "FR", "not_a_number"],
    ["numéro privé", "FR", "not_a_number"],
    ["+266696687", "FR", "too_short"],
  ])("%j in %s is none: %s", (written, country, fault) => {
    expect(read(written, country)).toBe(fault);
  });

  it("gives in time whatever it is given", () => {
    for (const long of [
      "0".repeat(50_000),
      "+33 6 ".repeat(10_000),
      `${"a ".repeat(30_000)};ext=`,
      " \t".repeat(30_000),
      `p${" ".repeat(30_000)}`.repeat(3),
      "tél. : ".repeat(10_000),
      `06${" ".repeat(50_000)}x`,
    ]) {
      const startedMs = performance.now();
      read(long, "FR");
      expect(performance.now() - startedMs).toBeLessThan(3_000);
    }
  });
});

describe("numbers for passing on alone", () => {
  it.each([
    ["15", "FR", "+3315", "emergency_number"],
    ["17", "RE", "+26217", "emergency_number"],
    ["112", "FR", "+33112", "emergency_number"],
    ["112", "DK", "+45112", "emergency_number"],
    ["114", "FR", "+33114", "emergency_number"],
    ["119", "FR", "+33119", "emergency_number"],
    ["+33 15", "BE", "+3315", "emergency_number"],
    ["116 117", "FR", "+33116117", "short_number"],
    ["3237", "FR", "+333237", "short_number"],
    ["3114", "FR", "+333114", "short_number"],
    ["1733", "BE", "+321733", "short_number"],
    ["144", "CH", "+41144", "emergency_number"],
    ["911", "CA", "+1911", "emergency_number"],
    ["811", "CA", "+1811", "short_number"],
  ])("%s in %s is %s, and is never called", (written, country, number, fault) => {
    expect(read(written, country, "transfer")).toBe(number);
    expect(read(number, country, "transfer")).toBe(number);
    expect(read(written, country, "call")).toBe(fault);
    expect(read(written, country, "own")).toBe(fault);
  });

  it.each([
    ["15", "CH"],
    ["911", "FR"],
    ["16", "FR"],
    ["1234", "FR"],
  ])("%s is no number in %s", (written, country) => {
    expect(read(written, country, "transfer")).toBe("too_short");
  });

  it.each([
    "01 84 88 12 34;ext=12",
    "01 84 88 12 34 poste 12",
    "01 84 88 12 34 ext. 12",
    "+33184881234;ext=12",
    "01 84 88 12 34 (poste 12)",
    "01 84 88 12 34, poste 12",
    "01 84 88 12 34 - poste n° 12",
    "01 84 88 12 34 p. 12",
    "01 84 88 12 34p.12",
    "Tél. : 01 84 88 12 34 (p. 12)",
  ])("keeps the extension of %j", (written) => {
    expect(read(written, "FR", "transfer")).toBe("+33184881234;ext=12");
    expect(read(written, "FR", "call")).toBe("extension");
    expect(read(written, "FR", "own")).toBe("extension");
  });

  it("refuses an extension that cannot be dialled", () => {
    expect(read("+33184881234;ext=12345678901", "FR", "transfer")).toBe("extension");
    expect(read("+33184881234;ext=abc", "FR", "transfer")).toBe("not_a_number");
    expect(read("01 84 88 12 34 poste 12 poste 13", "FR", "transfer")).toBe("not_a_number");
  });

  it("shows each as it is dialled in its country, and nothing else as short", () => {
    const written = ["116117", "118218", "118008", ...Array.from({ length: 4000 }, (_, digits) => String(digits))];
    const wrong = [...new Set(COUNTRIES.map(callingCodeOf))].flatMap((code) =>
      written
        .filter((digits) => {
          const isShort = findShortNumber(`+${code}${digits}`, "") !== undefined;
          return toDialledShort(`+${code}${digits}`) !== (isShort ? digits : undefined);
        })
        .map((digits) => `+${code}${digits}`),
    );
    expect(wrong).toEqual([]);
  });

  it("tells Vapi each in its own fields", () => {
    expect(toDialled("+33612345678")).toEqual({ number: "+33612345678" });
    expect(toDialled("+33184881234;ext=12")).toEqual({ number: "+33184881234", extension: "12" });
    expect(toDialled("+330612345678")).toEqual({ number: "+33612345678" });
    expect(toDialled("+3315")).toEqual({ number: "+3315", numberE164CheckEnabled: false });
  });
});

describe("numbers that cost extra", () => {
  it.each([
    ["0899 12 34 56", "FR"],
    ["0892 12 34 56", "GP"],
    ["+33 897 12 34 56", "BE"],
    ["0903 12 345", "BE"],
    ["0901 123 456", "CH"],
    ["+1 900 234 5678", "FR"],
    ["+44 909 123 4567", "FR"],
    ["+979 123 456 789", "FR"],
    ["+881 612 345 678", "FR"],
  ])("%s in %s is for organizations that allow them", (written, country) => {
    for (const use of ["call", "transfer"] as const) {
      expect(read(written, country, use)).toBe("premium_number");
      expect(read(written, country, use, true)).toMatch(/^\+\d{7,15}$/);
    }
  });

  it.each(["3624", "3699", "118 218"])("so is %s, and for passing on alone", (written) => {
    expect(read(written, "FR", "transfer")).toBe("premium_number");
    expect(read(written, "FR", "transfer", true)).toMatch(/^\+33\d{4,6}$/);
    expect(read(written, "FR", "call", true)).toBe("short_number");
  });

  it.each(["0800 12 34 56", "0810 12 34 56", "0825 12 34 56", "0806 12 34 56", "+262 692 12 34 56"])(
    "but not %s",
    (written) => expect(read(written, "FR")).toMatch(/^\+\d+$/),
  );
});

describe("what is known of every country", () => {
  it("is in step with the library", () => {
    expect(known).toEqual(makeMetadata());
    expect(COUNTRIES).toEqual(Object.keys(known.metadata.countries));
    expect(isCountry("FR")).toBe(true);
    for (const code of ["fr", "ZZ", "UK", "toString", ""]) expect(isCountry(code)).toBe(false);
  });

  it.each(COUNTRIES)("reads what the library reads of %s", (country) => {
    const example = (examples as Record<string, string>)[country];
    if (example === undefined) throw new Error(`there is no example of ${country}`);
    const whole = parsePhoneNumberFromString(example, country as "FR");
    if (whole === undefined) throw new Error(`${example} is no number of ${country}`);
    for (const written of [whole.number, whole.formatNational(), whole.formatInternational()]) {
      expect(findPhoneNumber(written, country)).toMatchObject({ number: whole.number });
    }
    const found = parseNumber(whole.number, undefined);
    expect("number" in found && isPremium(found)).toBe(whole.getType() === "PREMIUM_RATE");
  });

  it("sends overseas only what the library knows there, or that metropolitan France cannot have", () => {
    for (let begin = 100; begin < 800; begin += 1) {
      for (let rest = 0; rest < 1000; rest += 43) {
        const digits = `${begin}${String(rest).padStart(3, "0")}123`;
        const number = findPhoneNumber(`0${digits}`, "FR")?.number ?? "";
        if (number === `+33${digits}`) continue;
        expect(parsePhoneNumberFromString(number)?.isValid(), number).toBe(true);
        expect(number.endsWith(digits)).toBe(true);
      }
    }
  });
});

describe("who calls, as a carrier says it", () => {
  it.each([
    ["+33612345699", "FR", "+33612345699"],
    ["0612345699", "FR", "+33612345699"],
    ["33612345699", "FR", "+33612345699"],
    ["0033612345699", "FR", "+33612345699"],
    ["0612345699", undefined, "0612345699"],
    ["sip:+33612345699@trunk.example.fr;user=phone", undefined, "+33612345699"],
    ["sip:0612345699@trunk.ovh.net", "FR", "+33612345699"],
    ["sip:33612345699@trunk.ovh.net", "FR", "+33612345699"],
    ["sip:33612345699@trunk.ovh.net", "BE", "+33612345699"],
    ["sip:0033612345699@trunk.ovh.net", "FR", "+33612345699"],
    ["sip:0033612345699@trunk.ovh.net", "CA", "+33612345699"],
    ["sip:+33612345699@192.0.2.10:5060", undefined, "+33612345699"],
    ["<sip:+33612345699@trunk.ovh.net>", undefined, "+33612345699"],
    ['"Claire Petit" <sip:0612345699@trunk.ovh.net>;tag=77', "FR", "+33612345699"],
    ["Claire Petit <tel:+33612345699>", undefined, "+33612345699"],
    ["sip:0612345699;phone-context=+33@trunk.ovh.net", undefined, "+33612345699"],
    ["sip:0612345699;phone-context=+33@trunk.ovh.net", "BE", "+33612345699"],
    ["sip:0612345699;phone-context=trunk.ovh.net@trunk.ovh.net", "FR", "+33612345699"],
    ["sips:%2B33612345699@trunk.ovh.net;transport=tls", undefined, "+33612345699"],
    ["SIP:06-12-34-56-99:secret@trunk.ovh.net", "FR", "+33612345699"],
    ["sip:+33612345699", undefined, "+33612345699"],
    ["sip:0470123456@trunk.be", "BE", "+32470123456"],
    ["tel:+33612345699", undefined, "+33612345699"],
    ["tel:0612345699;phone-context=+33", undefined, "+33612345699"],
    ["33612345699", undefined, "33612345699"],
    ["sip:0612345699@trunk.ovh.net", undefined, "sip:0612345699@trunk.ovh.net"],
    ["sip:204@pbx.cabinet.fr", "FR", "sip:204@pbx.cabinet.fr"],
    ["sip:192.0.2.10", "FR", "sip:192.0.2.10"],
    ["sip:accueil@cabinet.fr", "FR", "sip:accueil@cabinet.fr"],
    ["204", "FR", "204"],
    // Somebody is there, whose name begins as a word for nobody.
    ["sip:private.clinique@x.fr", "FR", "sip:private.clinique@x.fr"],
    ["sip:unknown-hospital@x.fr", "FR", "sip:unknown-hospital@x.fr"],
    ["Private Clinique", "FR", "Private Clinique"],
    ["464", "FR", "464"],
    ["+464", "FR", "+464"],
    ["anonymous", "FR", undefined],
    ["Anonymous", undefined, undefined],
    ["Restricted", "FR", undefined],
    ["sip:anonymous@anonymous.invalid", "FR", undefined],
    ["anonymous@anonymous.invalid", "FR", undefined],
    ['"Anonymous" <sip:anonymous@anonymous.invalid>;tag=77', "FR", undefined],
    ["sip:Restricted@trunk.ovh.net:5060", "FR", undefined],
    ["sip:266696687@trunk.ovh.net", "FR", undefined],
    ["tel:anonymous", "FR", undefined],
    ['"Anonymous"', "FR", undefined],
    ["Private Number", "FR", undefined],
    ["no number", "FR", undefined],
    ["+266696687", "FR", undefined],
    ["266696687", "FR", undefined],
    ["+7378742833", "FR", undefined],
    ["+86282452253", "FR", undefined],
    ["", "FR", undefined],
  ])("%j in %s is %s", (told, country, number) => expect(toCallerNumber(told, country)).toBe(number));
});

describe("what somebody looks for", () => {
  it.each([
    ["+33612345678", "FR", ["+33612345678"]],
    ["06 12 34 56 78", "FR", ["+33612345678"]],
    ["+33 6 12", "FR", ["+33612"]],
    ["+33 (0)6 12", "FR", ["+33612"]],
    ["0033 612", "FR", ["+33612"]],
    ["06 12", "FR", ["+33612", "+262612", "+590612", "+594612", "+596612", "0612"]],
    ["0692", "FR", ["+33692", "+262692", "+590692", "+594692", "+596692", "0692"]],
    ["011", "FR", ["+3311", "+26211", "+59011", "+59411", "+59611", "011"]],
    [
      "331998877",
      "GP",
      ["+331998877", "+590331998877", "+33331998877", "+262331998877", "+594331998877", "+596331998877", "331998877"],
    ],
    ["33612", "BE", ["+33612", "+3233612", "33612"]],
    ["0470", "BE", ["+32470", "0470"]],
    ["06 1", "IT", ["+39061", "061"]],
    ["+39 06 1", "IT", ["+39061"]],
    ["514", "CA", ["+514", "+1514", "514"]],
    ["011 33 6", "CA", ["+336"]],
    ["Tél. 06 12 34 56 78", "FR", ["+33612345678"]],
    ["#31#06 12 34 56 78", "FR", ["+33612345678"]],
  ])("%j in %s begins with %j", (written, country, beginnings) => {
    expect(toSearchedBeginnings(written, country)).toEqual(beginnings);
  });

  it.each(["", "+", "0", "abc", "06%", "_6"])("%j is nothing to look for", (written) => {
    expect(toSearchedBeginnings(written, "FR")).toBeUndefined();
  });
});

it("knows area codes with their trunk prefix and without", () => {
  expect(digitsOfArea("FR", "01")).toBe("331");
  expect(digitsOfArea("FR", "1")).toBe("331");
  expect(areaOf("IT", "06")).toBe("06");
  expect(digitsOfArea("ZZ", "01")).toBe("01");
});
