/** A socket that is closing is still among an object's sockets, and throws when something is sent. */
export function sendTo(socket: WebSocket, frame: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(frame);
}

/** Answer the other side's close. 1005 and 1006 mean that there was no code, and may not be sent. */
export function answerClose(socket: WebSocket, code: number): void {
  socket.close(code === 1005 || code === 1006 ? 1000 : code);
}
