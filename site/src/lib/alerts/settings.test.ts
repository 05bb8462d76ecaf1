import { expect, test } from "vitest";
import { hourOptions, NEVER, readSettings } from "./settings.ts";

const formOf = (values: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
};

test("what is not ticked is off, and an hour is one that was offered", () => {
  expect(readSettings(formOf({}))).toEqual({ mail: [], page: [], includesWords: false, digestHour: null });
  expect(
    readSettings(
      formOf({ "mail.message": "on", "page.limit-near": "on", includesWords: "on", digestHour: "7", "mail.all": "on" }),
    ),
  ).toEqual({
    mail: ["message"],
    page: ["limit-near"],
    includesWords: true,
    digestHour: 7,
  });
  for (const digestHour of [NEVER, "", "-1", "7.5", "noon"])
    expect(readSettings(formOf({ digestHour })).digestHour).toBeNull();
  expect(hourOptions().map(({ value }) => readSettings(formOf({ digestHour: value })).digestHour)).toEqual(
    Array.from({ length: 24 }, (_, hour) => hour),
  );
});
