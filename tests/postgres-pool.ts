import { once } from "node:events";
import { createServer, Socket } from "node:net";
import pg from "pg";
import { messageReader, readStartup, withoutLogin, type Message } from "./postgres-messages.ts";

export interface PostgresPool {
  /** The server's address through the pool. */
  through(url: string): string;
  close(): Promise<void>;
}

/** Of each user in each database; Hyperdrive has twenty to a hundred. */
const MAX_SESSIONS = 20;
const HEAD_BYTES = 5;
/** The state in "ready for query" when no transaction is open. */
const IDLE = "I";

/**
 * Lends a session of Postgres to a client for each transaction, as Hyperdrive does: a new session costs more than most
 * requests, and hundreds at once more than Postgres has. Who finds none waits. Nothing is reset in between, so that tests
 * fail when code leaves a setting behind, or relies on a fresh session. It logs in itself, with the passwords of the
 * addresses that lead through it, and asks its clients for none.
 */
export async function startPostgresPool(target: { host: string; port: number }): Promise<PostgresPool> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  const passwords = new Map<string, string>();
  // By a client's startup message: its user, its database and its settings.
  const groups = new Map<string, Group>();
  const server = createServer({ noDelay: true }, (socket) => {
    keep(socket).once("data", (startup: Buffer) => {
      const key = startup.toString("latin1");
      const settings = readStartup(startup);
      const password = passwords.get(settings["user"] ?? "");
      const group = groups.get(key) ?? new Group(() => logIn(keep(new Socket()), { ...target, ...settings, password }));
      groups.set(key, group);
      new Client(socket, group).begin();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  return {
    through(url) {
      const through = new URL(url);
      passwords.set(decodeURIComponent(through.username), decodeURIComponent(through.password));
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

type LoggedIn = { socket: Socket; greeting: Buffer };

/** A new session: its socket, and what Postgres says to a client that has logged in. */
async function logIn(socket: Socket, settings: pg.ClientConfig): Promise<LoggedIn> {
  const said: Buffer[] = [];
  const client = new pg.Client({ ...settings, stream: () => socket });
  client.on("error", () => undefined);
  socket.on("data", (bytes: Buffer) => said.push(bytes));
  await client.connect();
  // From now on nothing is pg's: it only knows how to log in.
  socket.removeAllListeners("data");
  return { socket, greeting: withoutLogin(Buffer.concat(said)) };
}

/** The sessions of one kind of client, and who waits for one. */
class Group {
  readonly #logIn: () => Promise<LoggedIn>;
  /** Those that are open, and those that are being opened. */
  #sessions = 0;
  #idle: Session[] = [];
  #waiting: Client[] = [];
  #newcomers: Client[] = [];
  #greeting: Buffer | undefined;

  constructor(open: () => Promise<LoggedIn>) {
    this.#logIn = open;
  }

  /** A new client hears what Postgres said to the first one. */
  greet(client: Client): void {
    if (this.#greeting !== undefined) return client.say(this.#greeting);
    this.#newcomers.push(client);
    if (this.#sessions === 0) void this.#open();
  }

  /** Gives it a session, at once or when one is free. */
  lend(client: Client): void {
    const session = this.#idle.pop();
    if (session !== undefined) return client.take(session);
    this.#waiting.push(client);
    if (this.#sessions < MAX_SESSIONS) void this.#open();
  }

  giveBack(session: Session): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(session);
    else next.take(session);
  }

  forget(client: Client): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== client);
    this.#newcomers = this.#newcomers.filter((newcomer) => newcomer !== client);
  }

  lose(session: Session): void {
    this.#sessions -= 1;
    this.#idle = this.#idle.filter((idle) => idle !== session);
    if (this.#waiting.length > 0) void this.#open();
  }

  async #open(): Promise<void> {
    this.#sessions += 1;
    try {
      const { socket, greeting } = await this.#logIn();
      this.#greeting ??= greeting;
      for (const client of this.#newcomers.splice(0)) client.say(this.#greeting);
      this.giveBack(new Session(socket, this));
    } catch {
      this.#sessions -= 1;
      for (const client of this.#newcomers.splice(0)) client.refuse();
      this.#waiting.shift()?.refuse();
    }
  }
}

/** One session of Postgres, for one client after the other. */
class Session {
  readonly #upstream: Socket;
  client: Client | undefined;

  constructor(upstream: Socket, group: Group) {
    this.#upstream = upstream;
    const read = messageReader();
    upstream.on("data", (bytes: Buffer) => {
      const answers = read(bytes).filter(({ type }) => type === "Z");
      this.client?.hear(bytes, answers.length, answers.at(-1)?.last);
    });
    upstream.on("close", () => {
      group.lose(this);
      this.client?.refuse();
    });
  }

  send(bytes: Buffer): void {
    this.#upstream.write(bytes);
  }

  end(): void {
    this.client = undefined;
    this.#upstream.destroy();
  }

  get isOpen(): boolean {
    return !this.#upstream.destroyed;
  }
}

/** One connection of a client, which has a session for as long as a transaction. */
class Client {
  readonly #socket: Socket;
  readonly #group: Group;
  #session: Session | undefined;
  /** What it said before it had a session. */
  #unsent: Buffer[] = [];
  #unanswered = 0;
  /** The state after the last answer. */
  #state = IDLE;
  /** It has said something that Postgres answers only when more is said. */
  #isMidway = false;
  #isLeft = false;

  constructor(socket: Socket, group: Group) {
    this.#socket = socket;
    this.#group = group;
  }

  begin(): void {
    this.#group.greet(this);
    const read = messageReader();
    this.#socket.on("data", (bytes: Buffer) => this.#listen(bytes, read(bytes)));
    this.#socket.on("close", () => this.#leave());
  }

  say(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  #listen(bytes: Buffer, messages: Message[]): void {
    // The goodbye is a client's last message.
    if (this.#isLeft) return;
    let passed = 0;
    for (const { type, end } of messages) {
      if (type === "X") {
        this.#isLeft = true;
        // Of one that came in two pieces, the first was passed on: the session cannot be another's.
        this.#isMidway ||= end < HEAD_BYTES;
        break;
      }
      passed = end;
      const isComplete = type === "Q" || type === "S";
      this.#unanswered += isComplete ? 1 : 0;
      this.#isMidway = !isComplete;
    }
    if (!this.#isLeft && passed < bytes.length) {
      passed = bytes.length;
      this.#isMidway = true;
    }
    if (passed > 0) this.#send(bytes.subarray(0, passed));
    this.#rest();
  }

  #send(bytes: Buffer): void {
    if (this.#session !== undefined) return this.#session.send(bytes);
    this.#unsent.push(bytes);
    if (this.#unsent.length === 1) this.#group.lend(this);
  }

  take(session: Session): void {
    this.#session = session;
    session.client = this;
    for (const bytes of this.#unsent.splice(0)) session.send(bytes);
  }

  hear(bytes: Buffer, answers: number, state: string | undefined): void {
    this.say(bytes);
    this.#unanswered -= answers;
    this.#state = state ?? this.#state;
    this.#rest();
  }

  /** There is no session for it, or no longer. */
  refuse(): void {
    this.#session = undefined;
    this.#socket.destroy();
  }

  /** A query of a client that vanished ends with its session, or is not sent. One that said goodbye has its queries done. */
  #leave(): void {
    if (!this.#isLeft) {
      this.#group.forget(this);
      this.#unsent = [];
      if (this.#unanswered > 0) this.#session?.end();
    }
    this.#isLeft = true;
    this.#rest();
  }

  /** Gives the session back between two transactions, and ends it if the client left within one. */
  #rest(): void {
    if (this.#unanswered > 0 && (this.#session?.isOpen === true || this.#unsent.length > 0)) return;
    if (this.#isLeft) this.#socket.end();
    const session = this.#session;
    if (session === undefined) return;
    const isAtRest = this.#state === IDLE && !this.#isMidway;
    if (!isAtRest && !this.#isLeft) return;
    this.#session = undefined;
    session.client = undefined;
    if (!session.isOpen) return;
    if (isAtRest) this.#group.giveBack(session);
    else session.end();
  }
}
