import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface TcpProxy {
  port: number;
  /** The target's address through the proxy. */
  through(url: string): string;
  /** Ends every connection at once and refuses new ones. */
  cut(): void;
  /** Accepts connections again. */
  heal(): void;
  /** Every byte arrives this much later, half of it in each direction. A change applies to later bytes. */
  roundTripMs: number;
  /** How often a client sent something and got an answer: bytes that are sent or answered together count as one. */
  readonly roundTrips: number;
  /** How many clients are connected. */
  readonly connections: number;
  close(): Promise<void>;
}

/** A proxy between the Workers and a server, so that a test can cut the connection and a bench can delay it. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const clients = new Set<Socket>();
  let open = true;
  let roundTripMs = 0;
  let roundTrips = 0;

  const server = createServer({ noDelay: true }, (client) => {
    if (!open) return void client.resetAndDestroy();
    const upstream = connect({ ...target, noDelay: true });
    clients.add(client);
    let isUnanswered = false;
    relay(client, upstream, () => roundTripMs / 2);
    relay(
      upstream,
      client,
      () => roundTripMs / 2,
      () => {
        if (isUnanswered) roundTrips += 1;
        isUnanswered = false;
      },
    );
    client.on("data", () => (isUnanswered = true));
    client.once("close", () => clients.delete(client));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  const { port } = address;

  const endAll = () => {
    for (const client of clients) client.resetAndDestroy();
  };
  return {
    port,
    through(url) {
      const through = new URL(url);
      through.host = `127.0.0.1:${port}`;
      return through.href;
    },
    cut() {
      open = false;
      endAll();
    },
    heal() {
      open = true;
    },
    get roundTripMs() {
      return roundTripMs;
    },
    set roundTripMs(value) {
      roundTripMs = value;
    },
    get roundTrips() {
      return roundTrips;
    },
    get connections() {
      return clients.size;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      endAll();
      await closed;
    },
  };
}

/** Bytes keep their order and their distance: delays never add up. */
function relay(from: Socket, to: Socket, delayMs: () => number, onDelivery?: () => void): void {
  let delivered = Promise.resolve();
  const deliver = (work: () => void) => {
    const arrival = delayMs() > 0 ? sleep(delayMs()) : undefined;
    delivered = delivered.then(() => arrival).then(work);
  };
  from.on("data", (bytes) =>
    deliver(() => {
      onDelivery?.();
      to.write(bytes);
    }),
  );
  from.on("end", () => deliver(() => void to.end()));
  from.on("error", () => to.destroy());
  from.on("close", () => deliver(() => void to.destroy()));
}
