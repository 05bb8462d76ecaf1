/**
 * Our field for each of Vapi's, the most specific first. Vapi has our nodes in another order, so their fields are all
 * given as `nodes`.
 */
const FIELDS: [RegExp, string][] = [
  [/^name$/, "name"],
  [/^members\.\d+\.assistant\.model\.provider\b/, "modelProvider"],
  [/^members\.\d+\.assistant\.model\.model\b/, "model"],
  [/^members\.\d+\.assistant\.model\.temperature\b/, "temperature"],
  [/^membersOverrides\.voice\.(provider)\b/, "voiceProvider"],
  [/^membersOverrides\.voice\b/, "voice"],
  [/^membersOverrides\.transcriber\.provider\b/, "transcriberProvider"],
  [/^membersOverrides\.transcriber\.model\b/, "transcriberModel"],
  [/^membersOverrides\.transcriber\b/, "transcriberLanguage"],
  [/^membersOverrides\.maxDurationSeconds\b/, "maxDurationSeconds"],
  [/^membersOverrides\.hooks\b/, "silenceTimeoutSeconds"],
  [/^membersOverrides\.artifactPlan\b/, "recordingEnabled"],
  [/^members\b/, "nodes"],
];

/** The setting behind a field that Vapi complains about, such as `voice` for `membersOverrides.voice.voiceId`. */
export const toField = (vapiField: string): string | undefined =>
  FIELDS.find(([pattern]) => pattern.test(vapiField))?.[1];
