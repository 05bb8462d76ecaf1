import type { JsonObject } from "../json.ts";
import { objectsAt, textAt, textsAt, objectAt } from "../json.ts";
import type { Random } from "../random.ts";
import type { Turn } from "./script.ts";

const PATIENTS = ["Claire Fontaine", "Julien Mercier", "Amina Belkacem", "Hugo Lefèvre", "Sophie Garnier"] as const;
const DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi"] as const;
const MORNINGS = ["neuf heures", "neuf heures trente", "dix heures quinze", "onze heures"] as const;
const AFTERNOONS = ["quatorze heures", "quinze heures trente", "seize heures quarante-cinq"] as const;
const REASONS = [
  ["une toux qui ne passe pas", "depuis une dizaine de jours"],
  ["un mal de dos", "depuis la semaine dernière"],
  ["le renouvellement de mon ordonnance", "et il me reste trois jours de traitement"],
  ["un contrôle de ma tension", "comme le docteur me l’avait demandé"],
] as const;

function spelled(name: string): string {
  return Array.from(name.toUpperCase()).join(", ");
}

/** A patient calls a doctor's secretary to get an appointment; who, why and when come from the seed. */
export function defaultScript(assistant: JsonObject | undefined, random: Random): Turn[] {
  const patient = random.pick(PATIENTS);
  const [reason, since] = random.pick<readonly [string, string]>(REASONS);
  const day = random.pick(DAYS);
  const morning = random.pick(MORNINGS);
  const afternoon = random.pick(AFTERNOONS);
  const familyName = patient.split(" ").at(-1) ?? patient;
  const takesMorning = random.chance(0.5);
  const time = takesMorning ? morning : afternoon;
  const interrupts = random.chance(0.3);

  return [
    {
      kind: "caller",
      text: "Bonjour, je voudrais prendre un rendez-vous avec le docteur, s’il vous plaît.",
      assistant: "Bien sûr. Pouvez-vous me donner votre nom et me dire ce qui vous amène ?",
    },
    {
      kind: "caller",
      text: `Je m’appelle ${patient}. C’est pour ${reason}, ${since}.`,
      assistant: `Merci. Pour être sûr de bien l’écrire, ${familyName}, c’est bien ${spelled(familyName)} ?`,
    },
    ...toolTurn(assistant, { patient, reason, day, time }),
    {
      kind: "caller",
      text: "Oui, c’est exactement ça.",
      assistant: `Parfait. Le docteur peut vous recevoir ${day} à ${morning}, ou bien ${day} à ${afternoon}. Qu’est-ce qui vous convient le mieux ?`,
    },
    ...(interrupts ? interruption : []),
    {
      kind: "caller",
      text: takesMorning
        ? `Le matin, c’est mieux pour moi. ${morning}, c’est parfait.`
        : `Plutôt l’après-midi, à ${afternoon}.`,
      assistant: `C’est noté : ${day} à ${time}. Pensez à apporter votre carte Vitale et votre dernière ordonnance.`,
    },
    {
      kind: "caller",
      text: "Très bien. Est-ce que je recevrai un message pour me le rappeler ?",
      assistant: "Oui, vous recevrez un SMS la veille. Puis-je faire autre chose pour vous ?",
    },
    {
      kind: "caller",
      text: "Non, c’est tout. Merci beaucoup, bonne journée.",
      assistant: "Merci de votre appel, bonne journée et à bientôt.",
    },
    { kind: "hangUp" },
  ];
}

const interruption: Turn[] = [
  { kind: "interrupt" },
  {
    kind: "caller",
    text: "Pardon, est-ce que le cabinet est ouvert le samedi ?",
    assistant:
      "Le cabinet est ouvert du lundi au vendredi de huit heures trente à dix-neuf heures, et le samedi matin pour les urgences.",
  },
  { kind: "caller", text: "D’accord, alors je préfère en semaine.", assistant: "Très bien, gardons la semaine." },
];

/** An assistant with a function of its own uses it once, with arguments made from its parameters. */
function toolTurn(assistant: JsonObject | undefined, known: Record<string, string>): Turn[] {
  const tool = objectsAt(assistant, "model", "tools").find((candidate) => textAt(candidate, "type") === "function");
  const name = textAt(tool, "function", "name");
  if (name === undefined) return [];
  const parameters = objectAt(tool, "function", "parameters");
  const values: JsonObject = {};
  for (const [key, schema] of Object.entries(objectAt(parameters, "properties") ?? {})) {
    const required = textsAt(parameters, "required");
    if (required.length > 0 && !required.includes(key)) continue;
    values[key] = exampleOf(key, textAt(schema, "type"), textsAt(schema, "enum")[0], known);
  }
  return [{ kind: "tool", name, arguments: values }];
}

function exampleOf(
  key: string,
  type: string | undefined,
  choice: string | undefined,
  known: Record<string, string>,
): string | number | boolean | string[] {
  if (choice !== undefined) return choice;
  if (type === "number" || type === "integer") return 1;
  if (type === "boolean") return true;
  if (type === "array") return [];
  const hit = Object.entries({
    nom: "patient",
    name: "patient",
    jour: "day",
    day: "day",
    date: "day",
    heure: "time",
    time: "time",
    motif: "reason",
    reason: "reason",
  }).find(([word]) => key.toLowerCase().includes(word));
  return (hit === undefined ? undefined : known[hit[1]]) ?? known["reason"] ?? "rendez-vous";
}
