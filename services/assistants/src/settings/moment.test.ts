import { expect, test } from "vitest";
import { nowIn, withMoment } from "./moment.ts";

const NOW = '{{ "now" | date: "%A %d/%m/%Y, %H:%M", "Indian/Reunion" }}';

test("a tenant's prompt ends with the time when the call began, by the organization's clock", () => {
  expect(withMoment("Tu es la secrétaire.", "Indian/Reunion", "fr")).toBe(
    `Tu es la secrétaire.\n\nL’appel a commencé le ${NOW} (fuseau horaire Indian/Reunion).`,
  );
  expect(withMoment("You are the secretary.", "Indian/Reunion", "en")).toMatch(/\(time zone Indian\/Reunion\)\.$/);
});

test("an assistant without a prompt knows it too", () => {
  for (const none of [null, "", "  \n"])
    expect(withMoment(none, "Indian/Reunion", "fr")).toMatch(/^L’appel a commencé/);
});

test("a prompt that gives the time itself, as the templates do, is left as it is", () => {
  for (const own of [`Nous sommes le ${nowIn("Europe/Paris")}.`, "{{'now' | date: '%H:%M', 'Europe/Paris'}}"]) {
    expect(withMoment(own, "Indian/Reunion", "fr")).toBe(own);
  }
  // `now` alone is UTC.
  expect(withMoment("Il est {{now}}.", "Indian/Reunion", "fr")).toContain(NOW);
});
