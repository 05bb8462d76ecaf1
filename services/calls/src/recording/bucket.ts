/** Where the bytes of a call's recording lie in R2. */
export const keyOf = (orgId: string, callId: string) => `${orgId}/${callId}`;
