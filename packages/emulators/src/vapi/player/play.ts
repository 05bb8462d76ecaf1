import { textAt } from "../json.ts";
import { attend, converse } from "./conversation.ts";
import { assistantStarted } from "./handoff.ts";
import { CallOver, LineCut } from "./line.ts";
import type { Outcome } from "./outcomes.ts";
import { closingFields, reportFields } from "./report.ts";
import type { Session } from "./session.ts";
import { assistantSays } from "./speech.ts";

const RING_MS = 450;
const REPORT_AFTER_MS = [5000, 12_000] as const;

/** Plays a call from its first ring to its report. Never throws; when the emulator closes, the call stays as it is. */
export async function playCall(session: Session, outcome: Outcome, freeSlot: () => void): Promise<void> {
  try {
    const endedReason = await untilOver(session, outcome);
    session.patch({ ...closingFields(session, endedReason, session.line.now()) });
    session.emit("status-update", { status: "ended", endedReason });
    session.line.changed();
    freeSlot();
    await report(session);
  } catch (err) {
    if (!(err instanceof LineCut)) throw err;
  }
}

async function untilOver(session: Session, outcome: Outcome): Promise<string> {
  try {
    await dial(session, outcome);
    if (outcome.kind === "answers" && outcome.script !== undefined) session.script ??= outcome.script;
    return await converse(session);
  } catch (err) {
    if (err instanceof CallOver) return err.endedReason;
    throw err;
  }
}

/** Leaves normally when somebody has answered. */
async function dial(session: Session, outcome: Outcome): Promise<void> {
  const { line } = session;
  const hold = (moment: "queued" | "ringing" | "in-progress"): Promise<void> =>
    line.checkpoint(moment, () => attend(session));
  if (outcome.kind === "over") throw new CallOver(outcome.endedReason);
  const outbound = textAt(session.record, "type") === "outboundPhoneCall";
  if (outbound) {
    session.setStatus("queued");
    await hold("queued");
    await line.pass(session.random.between(80, 180));
    if (outcome.kind === "never-rings") throw new CallOver(outcome.endedReason);
  }
  session.setStatus("ringing");
  await hold("ringing");
  if (outcome.kind === "rings-in-vain") {
    await line.pass(outcome.ringMs);
    throw new CallOver(outcome.endedReason);
  }
  await line.pass(session.random.between(RING_MS - 150, RING_MS));
  session.answer();
  await hold("in-progress");
  if (outcome.kind === "voicemail") {
    assistantStarted(session);
    await line.pass(2000);
    await assistantSays(session, textAt(session.assistant, "voicemailMessage") ?? "", "force-say");
    throw new CallOver("voicemail");
  }
}

/** The report comes a while after the end: analysis and recording take their time. */
async function report(session: Session): Promise<void> {
  const { line, random } = session;
  await line.afterwards(random.between(...REPORT_AFTER_MS));
  session.emit("end-of-call-report", reportFields(session));
}
