import type { PDFPageProxy } from "unpdf/pdfjs";
import type { Run } from "./pdf-lines.ts";

/** What pdf.js says of a field of a form or of a note that is shown on the page, as far as it is read. */
type Annotation = {
  annotationType: number;
  rect: [number, number, number, number];
  hidden?: boolean;
  password?: boolean;
  fieldType?: string;
  fieldValue?: unknown;
  checkBox?: boolean;
  radioButton?: boolean;
  buttonValue?: string | null;
  exportValue?: string;
  options?: { exportValue: string; displayValue: string }[];
  contentsObj?: { str: string };
};

const FREE_TEXT = 3;
const WIDGET = 20;
const MAX_SIZE = 12;

/** What is filled into the fields of a form, where it is shown, as if it were drawn after the text beside it. */
export async function fieldsOf(page: PDFPageProxy, runs: Run[]): Promise<Run[]> {
  const annotations = (await page.getAnnotations()) as Annotation[];
  return annotations.flatMap((annotation) => {
    const text = shownIn(annotation)?.trim() ?? "";
    if (text === "" || annotation.hidden) return [];
    const [left, bottom, right, top] = annotation.rect;
    const label = labelOf(runs, left, bottom, top);
    const size = label?.size ?? Math.min(MAX_SIZE, top - bottom);
    const y = label?.y ?? (bottom + top - size) / 2;
    return [{ text, x: left, y, width: right - left, size, order: (label?.order ?? runs.length) + 0.5 }];
  });
}

function shownIn(annotation: Annotation): string | undefined {
  const { annotationType, fieldType, fieldValue, options, contentsObj } = annotation;
  if (annotationType === FREE_TEXT) return contentsObj?.str;
  if (annotationType !== WIDGET || annotation.password) return undefined;
  if (annotation.checkBox) return fieldValue === annotation.exportValue ? "[x]" : "[ ]";
  if (annotation.radioButton) return fieldValue === annotation.buttonValue ? "[x]" : "[ ]";
  if (fieldType !== "Tx" && fieldType !== "Ch") return undefined;
  const values = (Array.isArray(fieldValue) ? fieldValue : [fieldValue]).filter((value) => typeof value === "string");
  return values
    .map((value) => options?.find(({ exportValue }) => exportValue === value)?.displayValue ?? value)
    .join(", ");
}

/** The text on the field's height that ends nearest before it. */
const labelOf = (runs: Run[], left: number, bottom: number, top: number): Run | undefined =>
  runs.reduce<Run | undefined>((nearest, run) => {
    const isBeside = run.y >= bottom - 2 && run.y <= top && run.x + run.width <= left + 2;
    return isBeside && (nearest === undefined || run.x > nearest.x) ? run : nearest;
  }, undefined);
