import type { Connection } from "../live/use-event-source.ts";
import { m } from "../paraglide/messages.js";

const LABELS = {
  connecting: m.connection_connecting,
  open: m.connection_open,
  retrying: m.connection_retrying,
  closed: m.connection_closed,
} satisfies Record<Connection, () => string>;

export function ConnectionState({ connection }: { connection: Connection }) {
  const isLost = connection === "retrying";
  return (
    <span className={isLost ? "badge badge-warn" : "hint"} role="status" data-connection={connection}>
      {LABELS[connection]()}
    </span>
  );
}
