import { createAdaptorServer } from "@hono/node-server";
import type { WebSocketServerLike } from "@hono/node-server";
import type { Hono } from "hono";
import { Server } from "node:http";
import type { Socket } from "node:net";
import type { WebSocketServer } from "ws";

type ServeOptions = {
  /** 0 takes a free port; the address is in the answer. */
  port: number;
  hostname?: string;
  /** For routes made with node-server's upgradeWebSocket; one made with `noServer: true`. */
  websocket?: { server: WebSocketServer };
};

type Served = {
  /** Origin without a trailing slash. */
  url: string;
  server: Server;
  /** Stops listening and ends every connection, streams and sockets included. */
  close(): Promise<void>;
};

/** Starts a Hono app on a Node HTTP server; rejects when the port cannot be had. */
export async function serve(app: Pick<Hono, "fetch">, options: ServeOptions): Promise<Served> {
  const hostname = options.hostname ?? "127.0.0.1";
  const server = createAdaptorServer({
    fetch: app.fetch,
    ...(options.websocket ? { websocket: { server: asSocketServer(options.websocket.server) } } : {}),
  });
  if (!(server instanceof Server)) throw new TypeError("expected a plain HTTP server");

  // closeAllConnections() forgets sockets that were upgraded, so they are counted here.
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });

  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("expected a TCP address");

  let closing: Promise<void> | undefined;
  return {
    url: `http://${hostname}:${address.port}`,
    server,
    close: () =>
      (closing ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      })),
  };
}

/** A ws server is what node-server means; their types differ only in whether an option may be `undefined`. */
function asSocketServer(server: WebSocketServer): WebSocketServerLike {
  return server as WebSocketServerLike;
}
