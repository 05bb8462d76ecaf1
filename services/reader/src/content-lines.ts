/** A line of a calendar or of contacts: `NAME;PARAMETER=value:value` (RFC 5545 §3.1, RFC 2426, vCard 2.1). */
export type ContentLine = { name: string; parameters: string[]; value: string };

/** What vCard 2.1 wrote as a parameter without saying of what. */
const ENCODINGS = /^(?:QUOTED-PRINTABLE|BASE64|7BIT|8BIT)$/i;

/** More than anybody writes. The library takes seconds for a hundred thousand. */
const MAX_PARAMETERS = 50;

/** The lines, with what was folded into several put together, and letters that are written as numbers as letters. */
export function readContentLines(text: string): ContentLine[] {
  const lines = text.split(/\r\n|\r|\n/);
  const found: ContentLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const parts = [lines[index] ?? ""];
    while (/^[ \t]/.test(lines[index + 1] ?? "")) parts.push((lines[++index] ?? "").slice(1));
    const line = toContentLine(parts.join(""));
    if (line === undefined) continue;
    const isQuoted = line.parameters.some((parameter) => /^ENCODING=QUOTED-PRINTABLE$/i.test(parameter));
    if (!isQuoted) {
      found.push(line);
      continue;
    }
    const quoted = [line.value];
    while (quoted.at(-1)?.endsWith("=") && index + 1 < lines.length) {
      quoted.push(quoted.pop()?.slice(0, -1) ?? "", lines[++index] ?? "");
    }
    found.push(decoded(line, quoted.join("")));
  }
  return found;
}

/** As the rules for them of today are: each parameter with a name. */
export const writeContentLine = ({ name, parameters, value }: ContentLine): string =>
  `${[name, ...parameters].join(";")}:${value}`;

function toContentLine(line: string): ContentLine | undefined {
  // A colon or a semicolon in quotes is part of a parameter.
  const [head] = /^(?:[^:"]|"[^"]*")*/.exec(line) ?? [""];
  if (head === "" || line[head.length] !== ":") return undefined;
  const [name = "", ...parameters] = head.match(/(?:[^;"]|"[^"]*")+/g) ?? [];
  return { name, parameters: parameters.slice(0, MAX_PARAMETERS).map(named), value: line.slice(head.length + 1) };
}

function named(parameter: string): string {
  if (parameter.includes("=")) return parameter;
  return `${ENCODINGS.test(parameter) ? "ENCODING" : "TYPE"}=${parameter}`;
}

function decoded({ name, parameters }: ContentLine, quoted: string): ContentLine {
  const charset = parameters.find((parameter) => /^CHARSET=/i.test(parameter))?.slice("CHARSET=".length);
  const octets = quoted.replaceAll(/=([0-9a-f]{2})/gi, (_octet, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const isOctets = !/[^\0-\xff]/.test(octets);
  const said = isOctets ? decoderOf(charset).decode(Uint8Array.from(octets, (letter) => letter.charCodeAt(0))) : octets;
  const kept = parameters.filter((parameter) => !/^(?:ENCODING|CHARSET)=/i.test(parameter));
  return { name, parameters: kept, value: said.replaceAll(/\r?\n/g, "\\n") };
}

function decoderOf(charset = "utf-8"): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
