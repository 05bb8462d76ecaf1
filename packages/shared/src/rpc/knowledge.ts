/** What the knowledge Worker does for the other Workers, over its `KnowledgeEntrypoint`. */
export type KnowledgeRpc = {
  /**
   * The passages that answer a question, best first; none when nothing fits. Without `knowledgeBaseId`, or with null,
   * all files of the organization are searched.
   */
  search(input: {
    orgId: string;
    knowledgeBaseId?: string | null;
    text: string;
    /** From 1 to 20. */
    limit: number;
    requestId: string;
    /** Vapi's id of the call in which a caller asked: the question is kept for the people who write the base. */
    vapiCallId?: string | undefined;
  }): Promise<FoundPassage[]>;
  /** Has the bytes of the organization's deleted files removed: `soon`, whatever becomes of the asker, or `now`. */
  removeDeleted(input: { orgId: string; when: "soon" | "now" }): Promise<void>;
};

export type FoundPassage = {
  /** From 0 to 1: how much of the question the passage speaks of. */
  score: number;
  text: string;
  source: { fileId: string; fileName: string; page: number | null; headings: string[] };
};

/** The knowledge Worker's service binding as its RPC interface. */
// The binding's entrypoint is `KnowledgeEntrypoint` of services/knowledge, which is declared to implement this type.
export const knowledgeRpc = (binding: unknown): KnowledgeRpc => binding as KnowledgeRpc;
