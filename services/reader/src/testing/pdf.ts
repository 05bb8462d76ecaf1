import { deflateSync } from "node:zlib";

/** What stands on a page: a text at a place, drawn in this order. */
export type Drawn = { x: number; y: number; text: string; size?: number };

type Parts = {
  /** A page a string: what a stream of PDF's operators draws. */
  pages: string[];
  /** More of each page's dictionary, and of its resources. */
  page?: string;
  resources?: string;
  /** More of the catalog. */
  catalog?: string;
  /** More objects, by their numbers from 100. */
  objects?: Record<number, string>;
};

const HELVETICA = "/F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/** A minimal PDF with Helvetica as F1, without a cross-reference table, which readers do not need. */
export function pdfOf({ pages, page = "", resources = "", catalog = "", objects = {} }: Parts): Uint8Array {
  const kids = pages.map((_, index) => `${10 + 2 * index} 0 R`).join(" ");
  const all: Record<number, string> = {
    1: `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
    2: `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`,
    ...objects,
  };
  for (const [index, content] of pages.entries()) {
    all[10 + 2 * index] =
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${11 + 2 * index} 0 R/Resources<</Font<<${HELVETICA}${resources}>>>>${page}>>`;
    all[11 + 2 * index] = streamOf("", content);
  }
  const body = Object.entries(all).map(([number, object]) => `${number} 0 obj\n${object}\nendobj\n`);
  return Buffer.from(`%PDF-1.7\n${body.join("")}trailer\n<</Root 1 0 R/Size 1000>>\n%%EOF\n`, "latin1");
}

/** An object with a stream in it, one byte a character. */
export const streamOf = (dictionary: string, content: string) =>
  `<<${dictionary}/Length ${content.length}>>\nstream\n${content}\nendstream`;

/** The operators that draw these texts, in Helvetica. */
export const drawn = (texts: Drawn[]) =>
  texts.map(({ x, y, text, size = 11 }) => `BT /F1 ${size} Tf ${x} ${y} Td (${inWinAnsi(text)}) Tj ET`).join("\n");

const inWinAnsi = (text: string) =>
  text
    .replaceAll("€", "\x80")
    .replaceAll("’", "\x92")
    .replaceAll(/[()\\]/g, (letter) => `\\${letter}`);

/** A PDF with these lines on its pages. */
export const writePdf = (pages: string[][]): Uint8Array =>
  pdfOf({
    pages: pages.map((lines) => drawn(lines.map((text, index) => ({ x: 72, y: 750 - index * 60, text, size: 12 })))),
  });

/** A PDF of one page whose stream has this dictionary and these bytes. */
export function pdfWithStream(dictionary: string, bytes: Uint8Array): Uint8Array {
  const mark = "THE BYTES";
  const [before = "", after = ""] = Buffer.from(pdfOf({ pages: [mark] }))
    .toString("latin1")
    .replace(`<</Length ${mark.length}>>`, () => `<<${dictionary}/Length ${bytes.length}>>`)
    .split(mark);
  return Buffer.concat([Buffer.from(before, "latin1"), bytes, Buffer.from(after, "latin1")]);
}

/** Some megabytes of white, packed. */
const packedWhite = (bytes: number) => deflateSync(Buffer.alloc(bytes, " "));

/** Small files that would take hundreds of megabytes or minutes, each in its own way. */
export function bombs(bytes: number): Record<string, () => Uint8Array> {
  const packed = () => packedWhite(bytes);
  const codes = "<0000> <FFFFFE> <0041>\n".repeat(30);
  const descendant =
    "[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]";
  return {
    "a page that says it is an image": () => pdfWithStream("/Subtype/Image/Filter/FlateDecode", packed()),
    "a dictionary with an object in its words": () => pdfWithStream("/Filter/FlateDecode/X(obj)", packed()),
    "a dictionary of nine thousand blanks": () => pdfWithStream(`/Filter/FlateDecode/X(${" ".repeat(9000)})`, packed()),
    "a comment in the dictionary": () => pdfWithStream("/Filter %\n/FlateDecode", packed()),
    "packed twice": () => pdfWithStream("/Filter[/FlateDecode/FlateDecode]", deflateSync(packed())),
    "packed and written as letters": () =>
      pdfWithStream("/Filter[/ASCIIHexDecode/FlateDecode]", Buffer.from(`${packed().toString("hex")}>`)),
    "a broken end": () => pdfWithStream("/Filter/FlateDecode", packed().subarray(0, -3)),
    "runs of one letter": () =>
      pdfWithStream("/Filter/RunLengthDecode", Buffer.alloc(bytes / 64, Uint8Array.of(0x81, 0x20))),
    "millions of operators": () => pdfWithStream("/Filter/FlateDecode", deflateSync(Buffer.alloc(24_000_000, "q Q "))),
    "forms in forms in forms": () => {
      const forms = Array.from({ length: 10 }, (_, depth): [number, string] => {
        const next = depth === 9 ? "" : `/XObject<</X ${101 + depth} 0 R>>`;
        const dictionary = `/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<<${HELVETICA}>>${next}>>`;
        return [100 + depth, streamOf(dictionary, `BT /F1 9 Tf (a) Tj ET ${"/X Do ".repeat(10)}`)];
      });
      return pdfOf({ pages: ["/X Do"], resources: ">>/XObject<</X 100 0 R", objects: Object.fromEntries(forms) });
    },
    "a table of codes without end": () =>
      pdfOf({
        pages: ["BT /F2 12 Tf (abc) Tj ET"],
        resources: `/F2<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 100 0 R/DescendantFonts${descendant}>>`,
        objects: { 100: streamOf("", `begincmap\n30 beginbfrange\n${codes}endbfrange endcmap`) },
      }),
  };
}
