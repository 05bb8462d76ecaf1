import type { Journal } from "../api/types.ts";
import { bytes, duration } from "../format.ts";
import { m } from "../../paraglide/messages.js";
import { tellEndedReason } from "./ended-reason.ts";
import { toolWords } from "./tool-words.ts";

type Entry = Journal["entries"][number];
/** The names of those who may have done something, by their ids. */
export type Names = ReadonlyMap<string, string>;

const textAt = ({ data }: Entry, name: string) => (typeof data[name] === "string" ? data[name] : undefined);
const numberAt = ({ data }: Entry, name: string) => (typeof data[name] === "number" ? data[name] : undefined);

const WORDS: Record<Entry["kind"], (entry: Entry, names: Names) => string> = {
  "call.requested": (entry, names) => m.journal_requested({ who: who(entry, names) }),
  "call.began": () => m.journal_began(),
  "assistant.answered": (entry, names) =>
    [
      m.journal_assistant({
        name: names.get(textAt(entry, "assistantId") ?? "") ?? m.journal_an_assistant(),
        version: numberAt(entry, "version") ?? 0,
      }),
      entry.data["recording"] === true ? m.journal_recording_on() : m.journal_recording_off(),
    ].join(" "),
  "call.answered": () => m.journal_answered(),
  "notice.ai": () => m.journal_notice_ai(),
  "notice.recording": () => m.journal_notice_recording(),
  "person.listened": (entry, names) => m.journal_listened({ who: who(entry, names) }),
  "person.said": (entry, names) => m.journal_said({ who: who(entry, names) }),
  "person.instructed": (entry, names) => m.journal_instructed({ who: who(entry, names) }),
  "person.took-over": (entry, names) => m.journal_took_over({ who: who(entry, names) }),
  "person.hung-up": (entry, names) => m.journal_hung_up({ who: who(entry, names) }),
  "function.called": (entry) => m.journal_function({ what: toolWords(textAt(entry, "name") ?? "", false) }),
  "function.answered": (entry) => m.journal_function({ what: toolWords(textAt(entry, "name") ?? "", true) }),
  "assistant.handed-over": () => m.journal_handed_over(),
  "call.transferring": () => m.journal_transferring(),
  "call.transferred": () => m.journal_transferred(),
  "call.ended": (entry) => m.journal_ended({ why: tellEndedReason(textAt(entry, "reason") ?? "") }),
  "call.reported": (entry) => m.journal_reported({ length: duration(numberAt(entry, "durationMs") ?? 0) }),
  "recording.kept": (entry) => m.journal_recording_kept({ size: bytes(numberAt(entry, "bytes") ?? 0) }),
  "recording.not-kept": (entry) =>
    textAt(entry, "reason") === "gone" ? m.journal_recording_gone() : m.journal_recording_unannounced(),
  "call.deleted": (entry, names) => m.journal_deleted({ who: who(entry, names) }),
};

/** What an entry says, in a sentence. */
export const entryWords = (entry: Entry, names: Names): string => WORDS[entry.kind](entry, names);

function who(entry: Entry, names: Names): string {
  const person = textAt(entry, "person");
  if (person !== undefined) return names.get(person) ?? m.journal_somebody();
  return m.journal_a_key();
}

/** `0e4b1c7d…4f8e2b`: enough to compare by eye. */
export const shortHash = (hash: string) => `${hash.slice(0, 8)}…${hash.slice(-6)}`;
