import { PDF } from "@libpdf/core";

export type Protection = { userPassword?: string; ownerPassword: string };

/** A PDF with these lines on its pages, in a font that every reader has. */
export async function writePdf(pages: string[][], protection?: Protection): Promise<Uint8Array> {
  const document = PDF.create();
  for (const lines of pages) {
    const page = document.addPage({ size: "a4" });
    for (const [index, line] of lines.entries()) page.drawText(line, { x: 72, y: 750 - index * 60, size: 12 });
  }
  if (protection !== undefined) document.setProtection(protection);
  return document.save();
}
