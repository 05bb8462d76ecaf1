import { expect, it } from "vitest";
import { attachment } from "./attachment.ts";

it.each([
  ["tarifs.pdf", `attachment; filename="tarifs.pdf"; filename*=UTF-8''tarifs.pdf`],
  ["été (1).pdf", `attachment; filename="ete (1).pdf"; filename*=UTF-8''%C3%A9t%C3%A9%20%281%29.pdf`],
  [
    'a"; filename="b.html',
    `attachment; filename="a_; filename=_b.html"; filename*=UTF-8''a%22%3B%20filename%3D%22b.html`,
  ],
  ["ملف.txt", `attachment; filename="___.txt"; filename*=UTF-8''%D9%85%D9%84%D9%81.txt`],
])("%s is saved, never shown", (name, disposition) => {
  expect(attachment(name)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": disposition,
    "x-content-type-options": "nosniff",
  });
});
