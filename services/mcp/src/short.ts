/** A text of at most `most` characters: a model pays for each. */
export const short = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;

type Given<Value> = { [Key in keyof Value as null extends Value[Key] ? never : Key]: Value[Key] } & {
  [Key in keyof Value as null extends Value[Key] ? Key : never]?: NonNullable<Value[Key]>;
};

/** The same without what is null: it says nothing, and costs words. */
export const given = <Value extends object>(value: Value): Given<Value> =>
  // What remains of the entries are those that `Given` names as required, and those of the others that have a value.
  Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== null && field !== undefined),
  ) as Given<Value>;
