import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface PostgresPool {
  /** The server's address through the pool. */
  through(url: string): string;
  close(): Promise<void>;
}

/** The most idle sessions: further ones are closed when their clients leave. */
const MAX_IDLE = 10;
const HEAD_BYTES = 5;
const AUTHENTICATION_OK = 0;
/** The state in "ready for query" when no transaction is open. */
const IDLE = "I";

/**
 * Keeps sessions of Postgres open for the next client, as Hyperdrive does: a new one costs more than most requests.
 * Nothing is reset in between, so that tests fail when code leaves a setting behind, or relies on a fresh session.
 */
export async function startPostgresPool(target: { host: string; port: number }): Promise<PostgresPool> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  // By a client's startup message: its user, its database and its settings.
  const idle = new Map<string, Session[]>();
  const server = createServer({ noDelay: true }, (client) => {
    keep(client).once("data", (startup: Buffer) => {
      const key = startup.toString("latin1");
      const waiting = idle.get(key) ?? [];
      idle.set(key, waiting);
      const session = waiting.pop() ?? new Session(keep(connect({ ...target, noDelay: true })), waiting);
      session.serve(client, startup);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  return {
    through(url) {
      const through = new URL(url);
      through.host = `127.0.0.1:${address.port}`;
      return through.href;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** One session of Postgres, for one client after the other. */
class Session {
  readonly #upstream: Socket;
  readonly #idle: Session[];
  #client: Socket | undefined;
  /** The messages of Postgres to the session's first client, after its authentication. */
  #greeting: Buffer | undefined;
  /** The start of a session counts too: it is answered like a query. */
  #unanswered = 1;
  #isReusable = true;
  #isLeft = false;

  constructor(upstream: Socket, idle: Session[]) {
    this.#upstream = upstream;
    this.#idle = idle;
    const read = messageReader();
    let said: Buffer[] = [];
    upstream.on("data", (bytes: Buffer) => {
      if (this.#greeting === undefined) said.push(bytes);
      for (const { type, last } of read(bytes)) {
        if (type !== "Z") continue;
        this.#unanswered -= 1;
        this.#isReusable = last === IDLE;
        this.#greeting ??= withoutLogin(Buffer.concat(said));
        said = [];
      }
      this.#client?.write(bytes);
      this.#release();
    });
    upstream.on("close", () => {
      this.#client?.destroy();
      const at = idle.indexOf(this);
      if (at >= 0) idle.splice(at, 1);
    });
  }

  serve(client: Socket, startup: Buffer): void {
    this.#client = client;
    this.#isLeft = false;
    if (this.#greeting === undefined) this.#upstream.write(startup);
    else client.write(this.#greeting);
    const read = messageReader();
    client.on("data", (bytes: Buffer) => {
      // The goodbye is a client's last message: the session may be another's when more comes.
      if (this.#isLeft || this.#client !== client) return;
      let passed = bytes.length;
      for (const { type, end } of read(bytes)) {
        if (type === "Q" || type === "S") this.#unanswered += 1;
        if (type !== "X") continue;
        this.#isLeft = true;
        passed = end - HEAD_BYTES;
        break;
      }
      // The goodbye is not passed on. Of one that came in two pieces, the first already was.
      if (passed < 0) this.#upstream.destroy();
      else this.#upstream.write(bytes.subarray(0, passed));
      this.#release();
    });
    client.on("close", () => {
      if (this.#client !== client) return;
      // A query of a client that vanished ends with its session. One that said goodbye may have closed already when the
      // last message of its query comes.
      if (this.#unanswered > 0 && !this.#isLeft) this.#upstream.destroy();
      this.#isLeft = true;
      this.#release();
    });
  }

  #release(): void {
    if (!this.#isLeft || this.#client === undefined || this.#unanswered > 0) return;
    this.#client.end();
    this.#client = undefined;
    if (!this.#isReusable || this.#idle.length >= MAX_IDLE) this.#upstream.destroy();
    else if (!this.#upstream.destroyed) this.#idle.push(this);
  }
}

type Message = { type: string; last: string; end: number };

/**
 * Finds the messages in a stream: a letter, a length that counts itself, a body. `last` is the body's last byte, `end`
 * the place behind it in these bytes.
 */
function messageReader(): (bytes: Buffer) => Message[] {
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
function withoutLogin(said: Buffer): Buffer {
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
