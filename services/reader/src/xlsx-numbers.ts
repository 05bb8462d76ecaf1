import { format, getFormatDateInfo } from "numfmt";
import { readXml } from "./xml.ts";

/** How numbers are shown: Excel keeps days, hours and percents as numbers, and what they are in a cell's style. */
export type Numbers = { shown(value: string, style: number): string };

const GENERAL = "General";
/**
 * ECMA-376 part 1, §18.8.30: formats that every workbook has without writing them down. Where the standard leaves the currency to
 * the country of who looks, it is not told.
 */
const BUILT_IN: Record<number, string> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  5: "#,##0",
  6: "#,##0",
  7: "#,##0.00",
  8: "#,##0.00",
  9: "0%",
  10: "0.00%",
  11: "0.00E+00",
  12: "# ?/?",
  13: "# ??/??",
  14: "dd/mm/yyyy",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  22: "dd/mm/yyyy h:mm",
  37: "#,##0;-#,##0",
  38: "#,##0;-#,##0",
  39: "#,##0.00;-#,##0.00",
  40: "#,##0.00;-#,##0.00",
  41: "#,##0",
  42: "#,##0",
  43: "#,##0.00",
  44: "#,##0.00",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mm:ss.0",
};
/** Excel's own limit. The library takes seconds for some formats of a hundred thousand characters. */
const MAX_CODE = 255;
/** More than Excel lets a workbook have; the library remembers each. */
const MAX_CODES = 500;
/** The digits that Excel keeps; later ones come from binary arithmetic. */
const DIGITS = 15;
const DAY_SECONDS = 86_400;
/** Day 0; what is before March 1900 is a day off, for Excel knows a 29 February of that year. */
const EPOCH = Date.UTC(1899, 11, 30);
const DAYS_UNTIL_1904 = 1462;
const LAST_DAY = 2_958_465;

/** A whole date is told from its year to its day, so that nobody takes the month for the day. */
type Format = { code: string; hasDate: boolean; isWholeDate: boolean; hasTime: boolean };

export function createNumbers(styles: Uint8Array | undefined, startsIn1904: boolean): Numbers {
  const codes = readCodes(styles);
  const formats = new Map<string, Format | undefined>();
  const formatOf = (code: string) => {
    if (!formats.has(code)) formats.set(code, formats.size < MAX_CODES ? readFormat(code) : undefined);
    return formats.get(code);
  };
  return {
    shown(text, style) {
      const number = Number(text);
      if (text.trim() === "" || !Number.isFinite(number)) return text;
      const found = formatOf(codes[style] ?? GENERAL);
      if (found === undefined) return plain(number);
      const value = number + (startsIn1904 && found.hasDate ? DAYS_UNTIL_1904 : 0);
      return shownMoment(value, found) ?? shownAs(found.code, value) ?? plain(number);
    },
  };
}

const plain = (value: number) => String(Number(value.toPrecision(DIGITS))).replace(".", ",");

/** In the language of a French-speaking practice, unless the format names another. */
function shownAs(code: string, value: number): string | undefined {
  try {
    return format(code, value, { locale: "fr", dateErrorThrows: true, dateSpanLarge: false });
  } catch {
    return undefined;
  }
}

function shownMoment(days: number, { hasDate, isWholeDate, hasTime }: Format): string | undefined {
  if (days < 0 || days > LAST_DAY || (hasDate ? !isWholeDate : !hasTime)) return undefined;
  const iso = new Date(EPOCH + Math.round(days * DAY_SECONDS) * 1000).toISOString();
  const clock = iso.slice(11, 16);
  const day = iso.slice(0, 10);
  // Hours that were worked may be more than a day has.
  if (!hasDate) return days < 1 ? clock : `${Math.floor(days * 24)}:${clock.slice(3)}`;
  return hasTime && clock !== "00:00" ? `${day} ${clock}` : day;
}

/** The format's code of each style, by its place. */
function readCodes(styles: Uint8Array | undefined): string[] {
  const codes = new Map<number, string>();
  const ids: number[] = [];
  let isCells = false;
  readXml(styles ?? "", {
    open(name, attributes) {
      if (name === "numFmt") codes.set(Number(attributes["numFmtId"]), attributes["formatCode"] ?? "");
      else if (name === "cellXfs") isCells = true;
      else if (name === "xf" && isCells) ids.push(Number(attributes["numFmtId"] ?? 0));
    },
    close(name) {
      if (name === "cellXfs") isCells = false;
    },
  });
  return ids.map((id) => codes.get(id) ?? BUILT_IN[id] ?? GENERAL);
}

/** Undefined where a number is told as it is. */
function readFormat(code: string): Format | undefined {
  if (code.length > MAX_CODE || code === GENERAL || code === "@") return undefined;
  try {
    const { year, month, day, hours } = getFormatDateInfo(code);
    return { code, hasDate: year || month || day, isWholeDate: year && month && day, hasTime: hours };
  } catch {
    return undefined;
  }
}
