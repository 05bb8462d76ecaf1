/**
 * The part of Make's IML that integrations/make uses: `{{ }}` with paths (`body.items[1].id`, arrays from 1), texts in single
 * quotes, numbers, `==`, `>`, and these functions. Anything else is a fault here, whether Make knows it or not.
 */
const FUNCTIONS: Record<string, (...given: unknown[]) => unknown> = {
  if: (condition, yes, no) => (isEmpty(condition) || condition === false ? no : yes),
  ifempty: (value, other) => (isEmpty(value) ? other : value),
  join: (list, separator) => asArray(list).join(String(separator)),
  map: (list, key) => asArray(list).map((item) => read(item, String(key))),
  formatDate: (date, format, timeZone) => formatDate(date, String(format), String(timeZone)),
};
const WORDS: Record<string, unknown> = { undefined, emptyarray: [] };
const TOKEN = /\s*(?:('(?:[^'\\]|\\.)*')|(\d+)|([A-Za-z_][\w-]*)|(==|[>().,[\]]))/y;

export type Variables = Record<string, unknown>;

/** Every expression in a text, a list or an object gets its value. What has none is left out, as Make leaves it out. */
export function evaluate(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return evaluateText(value, variables);
  if (Array.isArray(value)) return value.map((item: unknown) => evaluate(item, variables));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, evaluate(field, variables)] as const);
  return Object.fromEntries(entries.filter(([, field]) => field !== undefined));
}

function evaluateText(text: string, variables: Variables): unknown {
  const parts = text.split(/\{\{(.*?)\}\}/s);
  if (parts.length === 3 && parts[0] === "" && parts[2] === "") return evaluateExpression(parts[1] ?? "", variables);
  const values = parts.map((part, index) => (index % 2 === 0 ? part : evaluateExpression(part, variables)));
  return values.map(inText).join("");
}

function inText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** @throws where the expression is not of this part of IML */
function evaluateExpression(text: string, variables: Variables): unknown {
  const tokens = tokensOf(text);
  const value = comparison(tokens, variables);
  if (tokens.length > 0) throw new Error(`${tokens.join(" ")} is left over in {{${text}}}`);
  return value;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`{{${text}}} is not understood at ${text.slice(at)}`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

function comparison(tokens: string[], variables: Variables): unknown {
  const left = operand(tokens, variables);
  const operator = tokens[0];
  if (operator !== "==" && operator !== ">") return left;
  tokens.shift();
  const right = operand(tokens, variables);
  return operator === "==" ? left === right : Number(left) > Number(right);
}

function operand(tokens: string[], variables: Variables): unknown {
  const token = tokens.shift() ?? "";
  if (token.startsWith("'")) return token.slice(1, -1);
  if (/^\d/.test(token)) return Number(token);
  if (!/^[A-Za-z_]/.test(token)) throw new Error(`${token || "nothing"} stands where a value belongs`);
  if (tokens[0] === "(") return call(token, tokens, variables);
  if (token in WORDS) return WORDS[token];
  if (!(token in variables)) throw new Error(`there is no ${token} here`);
  let value = variables[token];
  while (tokens[0] === "." || tokens[0] === "[") {
    const key = tokens.shift() === "." ? (tokens.shift() ?? "") : bracketed(tokens);
    value = read(value, key);
  }
  return value;
}

function call(name: string, tokens: string[], variables: Variables): unknown {
  const work = FUNCTIONS[name];
  if (work === undefined) throw new Error(`${name} is not a function of this part of IML`);
  tokens.shift();
  const given: unknown[] = [];
  while (tokens[0] !== ")") {
    given.push(comparison(tokens, variables));
    if (tokens[0] === ",") tokens.shift();
    else if (tokens[0] !== ")") throw new Error(`${name} does not end`);
  }
  tokens.shift();
  return work(...given);
}

function bracketed(tokens: string[]): number {
  const index = Number(tokens.shift());
  if (!(index >= 1) || tokens.shift() !== "]") throw new Error("an array is read from 1");
  return index - 1;
}

// JSON, of which a field that is not there is undefined.
const read = (value: unknown, key: string | number): unknown => (value as Record<string, unknown> | undefined)?.[key];
const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A date by the tokens of moment.js that are used, in UTC. */
function formatDate(date: unknown, format: string, timeZone: string): string | undefined {
  if (date === undefined) return undefined;
  if (!(date instanceof Date) || timeZone !== "UTC") throw new Error("only dates, in UTC, are formatted here");
  const iso = date.toISOString();
  const parts: Record<string, string> = {
    YYYY: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    DD: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
    SSS: iso.slice(20, 23),
    Z: "+00:00",
  };
  return format.replaceAll(/YYYY|MM|DD|HH|mm|SSS|ss|Z/g, (token) => parts[token] ?? token);
}
