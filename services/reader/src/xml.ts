import { Parser } from "htmlparser2";
import { MAX_DEPTH } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

export type Attributes = Record<string, string>;
/** Names are without their prefix: each writer may choose its own. */
export type XmlHandler = {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
};

/**
 * Reads XML from its beginning to its end. Entities that a document defines itself stay as they are written, so that none can
 * grow; what is not well formed is read as far as it goes.
 * @throws {Unreadable} `damaged` when elements are in each other deeper than documents are
 */
export function readXml(xml: string | Uint8Array, { open, text, close }: XmlHandler): void {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > MAX_DEPTH) throw new Unreadable("damaged");
        open?.(local(name), attributes);
      },
      ontext: (said) => text?.(said),
      onclosetag(name) {
        depth--;
        close?.(local(name));
      },
    },
    { xmlMode: true },
  );
  parser.end(typeof xml === "string" ? xml : decode(xml));
}

const local = (name: string) => name.slice(name.indexOf(":") + 1);

/** An attribute by its name without its prefix. */
export const attributeOf = (attributes: Attributes, name: string): string | undefined =>
  attributes[name] ?? Object.entries(attributes).find(([full]) => local(full) === name)?.[1];

/** XML is UTF-8, or UTF-16 with a mark (W3C, XML 1.0 §4.3.3). */
const decode = (bytes: Uint8Array) =>
  new TextDecoder(bytes[0] === 0xff || bytes[1] === 0 ? "utf-16le" : bytes[0] === 0xfe ? "utf-16be" : "utf-8").decode(
    bytes,
  );
