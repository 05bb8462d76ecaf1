/** A socket that is closing is still among an object's sockets, and throws at what is sent to it. */
export function sendTo(socket: WebSocket, frame: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(frame);
}

/** Answer the other side's goodbye. 1005 and 1006 say that there was no code, and may not be sent. */
export function answerClose(socket: WebSocket, code: number): void {
  socket.close(code === 1005 || code === 1006 ? 1000 : code);
}
