import type { ApiProblem } from "../lib/api/client.ts";
import { tellProblem } from "../lib/problem-message.ts";

export function ProblemNote({ problem }: { problem: ApiProblem }) {
  const told = tellProblem(problem);
  return (
    <p className="notice notice-danger" role="alert">
      <strong>{told.title}</strong> {told.next}
    </p>
  );
}
