const HEAD_BYTES = 5;
const AUTHENTICATION_OK = 0;

/** A message of Postgres' protocol: `last` is its body's last byte, `end` the place behind it in the bytes. */
export type Message = { type: string; last: string; end: number };

/** Finds the messages in a stream: a letter, a length that counts itself, a body. */
export function messageReader(): (bytes: Buffer) => Message[] {
  let head: Buffer = Buffer.alloc(0);
  let bodyLeft = 0;
  return (bytes) => {
    const found: Message[] = [];
    for (let at = 0; at < bytes.length;) {
      if (bodyLeft === 0) {
        const taken = bytes.subarray(at, at + HEAD_BYTES - head.length);
        head = Buffer.concat([head, taken]);
        at += taken.length;
        if (head.length < HEAD_BYTES) break;
        bodyLeft = head.readInt32BE(1) - (HEAD_BYTES - 1);
      }
      const taken = Math.min(bodyLeft, bytes.length - at);
      at += taken;
      bodyLeft -= taken;
      if (bodyLeft > 0) break;
      found.push({ type: head.toString("latin1", 0, 1), last: bytes.toString("latin1", at - 1, at), end: at });
      head = Buffer.alloc(0);
    }
    return found;
  };
}

/** The messages of a new session without the requests for a password. */
export function withoutLogin(said: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at < said.length;) {
    const end = at + 1 + said.readInt32BE(at + 1);
    const isLogin =
      said.toString("latin1", at, at + 1) === "R" && said.readInt32BE(at + HEAD_BYTES) !== AUTHENTICATION_OK;
    if (!isLogin) kept.push(said.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

/** What a client says of itself when it begins: a length, a version, then names and values. */
export function readStartup(startup: Buffer): Record<string, string> {
  const words = startup.toString("utf8", 2 * Int32Array.BYTES_PER_ELEMENT).split("\0");
  const settings: Record<string, string> = {};
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [name = "", value = ""] = words.slice(at, at + 2);
    if (name !== "") settings[name] = value;
  }
  return settings;
}
