import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { pcmFrame } from "./audio.ts";
import type { Switchboard } from "./calls/switchboard.ts";
import type { Emulator } from "./context.ts";
import { flagAt, objectAt } from "./json.ts";
import type { Session } from "./player/session.ts";

const SAMPLE_RATE = 16_000;
const FRAME_MS = 20;
const BATCH_MS = 100;
const SAMPLES_A_FRAME = (SAMPLE_RATE * FRAME_MS) / 1000;
const LISTEN_PATH = /^\/([0-9a-f-]{36})\/listen$/;

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Sound and words of one call, until it or the listener goes. */
function attach(emulator: Emulator, socket: WebSocket, session: Session): void {
  const listener = { text: (message: object) => socket.send(JSON.stringify(message)) };
  session.listeners.add(listener);
  let second = 0;
  let cancel = (): void => undefined;
  const tick = (): void => {
    if (session.record?.["status"] === "ended" || session.record === undefined) return socket.close(1000);
    for (let sent = 0; sent < BATCH_MS; sent += FRAME_MS) {
      socket.send(pcmFrame(session.speaking, second, SAMPLES_A_FRAME, SAMPLE_RATE));
      second += FRAME_MS / 1000;
    }
    cancel = emulator.clock.after(BATCH_MS, tick);
  };
  socket.on("close", () => {
    cancel();
    session.listeners.delete(listener);
  });
  // A listener who goes away mid-frame is no error of ours.
  socket.on("error", () => socket.terminate());
  tick();
}

/** The listen URL of every call: PCM frames (16 kHz, two channels) with JSON text frames between. */
export function serveListening(emulator: Emulator, switchboard: Switchboard, server: Server): () => void {
  const sockets = new WebSocketServer({ noServer: true });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const path = new URL(request.url ?? "/", emulator.url()).pathname;
    const session = switchboard.find(LISTEN_PATH.exec(path)?.[1] ?? "");
    const plan = objectAt(session?.assistant, "monitorPlan");
    if (session === undefined || flagAt(plan, "listenEnabled") === false) return refuse(socket, "404 Not Found");
    const guarded = flagAt(plan, "listenAuthenticationEnabled") === true;
    if (guarded && request.headers.authorization !== `Bearer ${emulator.publicKey}`) {
      return refuse(socket, "401 Unauthorized");
    }
    sockets.handleUpgrade(request, socket, head, (client) => attach(emulator, client, session));
  };
  server.on("upgrade", upgrade);
  return () => {
    server.off("upgrade", upgrade);
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}
