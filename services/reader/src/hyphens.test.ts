import { expect, it } from "vitest";
import { joinLines } from "./hyphens.ts";

it.each([
  ["une consul-", "tation", "une consultation"],
  ["sur rendez-", "vous, le", "sur rendez-vous, le"],
  ["l’après-", "midi", "l’après-midi"],
  ["au rez-", "de-chaussée", "au rez-de-chaussée"],
  ["au rez-de-", "chaussée", "au rez-de-chaussée"],
  ["Pouvez-", "vous venir", "Pouvez-vous venir"],
  ["à Saint-", "Étienne", "à Saint-Étienne"],
  ["9h-", "12h", "9h-12h"],
  ["9 h -", "12 h", "9 h - 12 h"],
  ["le ren-", "dez-vous", "le rendez-vous"],
])("%j and %j below it are %j", (above, below, whole) => expect(joinLines(above, below)).toBe(whole));
