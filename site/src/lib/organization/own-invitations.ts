import type { OwnInvitation } from "../../../../services/gateway/src/invitations/contract.ts";
import type { Gateway } from "../gateway.ts";

/** The invitations that wait for who is signed in. */
export const listOwnInvitations = (gateway: Gateway) => gateway.get<{ items: OwnInvitation[] }>("/invitations");
