import { asTyped } from "../api/client.ts";
import type { KeepTestSchedule, TestSchedule } from "../api/types.ts";
import { textIn } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import { getLocale } from "../../paraglide/runtime.js";
import { targetIn } from "./runs.ts";

/** From Monday. */
export const DAY_LABELS = [
  m.schedule_monday,
  m.schedule_tuesday,
  m.schedule_wednesday,
  m.schedule_thursday,
  m.schedule_friday,
  m.schedule_saturday,
  m.schedule_sunday,
];
const HOURS = 24;

/** « 3 h », as people say it there. */
const hourLabel = (hour: number) => (getLocale() === "fr" ? `${hour}\u00A0h` : `${hour}:00`);
export const hourOptions = () =>
  Array.from({ length: HOURS }, (_, hour) => ({ value: String(hour), label: hourLabel(hour) }));

/** « Chaque jour à 3 h : Accueil est appelé. » */
export function tellSchedule({ days, hour, target }: TestSchedule): string {
  const names = days.map((day) => DAY_LABELS[day - 1]?.() ?? "");
  const list = new Intl.ListFormat(getLocale(), { type: "conjunction" }).format(names);
  const name = target.name ?? m.schedule_gone();
  const at = { hour: hourLabel(hour), name };
  return days.length === DAY_LABELS.length ? m.schedule_daily(at) : m.schedule_on({ ...at, days: list });
}

/** A schedule as its form asks for it. */
export const compileSchedule = (form: FormData) =>
  asTyped<KeepTestSchedule>({
    ...targetIn(form),
    hour: Number(textIn(form, "hour")),
    days: form.getAll("day").map(Number),
  });
