import { Problem } from "../http/problem.ts";

const IV_BYTES = 12;
const KEY_BYTES = 32;

export type SealBindings = {
  /** Base64 of 32 bytes: what new secrets are sealed with. */
  CREDENTIALS_KEY: string;
  /** Former keys, comma separated: they still open what they sealed. */
  CREDENTIALS_OLD_KEYS?: string;
};

/** A sealed text and the id of the key that opens it, to be kept side by side. */
export type Sealed = { keyId: string; text: string };

export type Sealer = {
  /** The id of the key that seals. */
  keyId: string;
  /** `about` names what the secret belongs to, such as its row. It must be the same to open it. */
  seal(secret: string, about: string): Promise<Sealed>;
  /** @throws {Error} when no key of ours opens it, or it is not what was sealed for `about` */
  open(sealed: Sealed, about: string): Promise<string>;
};

/**
 * Seals secrets with AES-256-GCM (NIST SP 800-38D), a fresh 96-bit nonce each; the text is base64url of nonce and cipher.
 * To change the key, put the old one into CREDENTIALS_OLD_KEYS: what is saved from then on is sealed with the new one.
 * @throws {Problem} `misconfigured` when a key is missing or not 32 bytes of base64
 */
export async function createSealer(bindings: SealBindings): Promise<Sealer> {
  const [current, ...old] = await Promise.all(
    [bindings.CREDENTIALS_KEY, ...(bindings.CREDENTIALS_OLD_KEYS ?? "").split(",").filter((key) => key !== "")].map(
      importKey,
    ),
  );
  if (current === undefined) throw notAKey();
  const keys = new Map([...old, current].map(({ id, key }) => [id, key]));
  return {
    keyId: current.id,
    async seal(secret, about) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const cipher = await crypto.subtle.encrypt(parameters(iv, about), current.key, encode(secret));
      return { keyId: current.id, text: toBase64(new Uint8Array([...iv, ...new Uint8Array(cipher)])) };
    },
    async open({ keyId, text }, about) {
      const key = keys.get(keyId);
      if (key === undefined) throw new Error(`no key with the id ${keyId}`);
      const bytes = fromBase64(text) ?? new Uint8Array();
      const [iv, cipher] = [bytes.slice(0, IV_BYTES), bytes.slice(IV_BYTES)];
      return new TextDecoder().decode(await crypto.subtle.decrypt(parameters(iv, about), key, cipher));
    },
  };
}

const parameters = (iv: Uint8Array<ArrayBuffer>, about: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: encode(about),
});
const encode = (text: string) => new TextEncoder().encode(text);

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

async function importKey(text: string | undefined): Promise<{ id: string; key: Key }> {
  const bytes = fromBase64((text ?? "").trim());
  if (bytes?.length !== KEY_BYTES) throw notAKey();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const id = Array.from(digest.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id, key: await crypto.subtle.importKey("raw", bytes, { name: "AES-GCM" }, false, ["encrypt", "decrypt"]) };
}

const notAKey = () =>
  new Problem("misconfigured", { cause: new Error(`a credentials key is not base64 of ${KEY_BYTES} bytes`) });

const toBase64 = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
