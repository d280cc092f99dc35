/** The sandbox's control API: what people do, and what may be asked. */

export class Refused extends Error {
  /** @param {number} status @param {string} description what the sandbox said */
  constructor(status, description) {
    super(description);
    this.status = status;
  }
}

async function answered(response) {
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, body?.description ?? response.statusText);
  return body;
}

/** @param {string} path below /sandbox @param {object} [query] @throws {Refused} */
export async function get(path, query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value != null));
  return answered(await fetch(`/sandbox${path}${asked.size ? `?${asked}` : ""}`));
}

/** @param {string} path below /sandbox @param {object} [body] @throws {Refused} */
export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return answered(await fetch(`/sandbox${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** @param {string} path below /sandbox @throws {Refused} */
export async function remove(path) {
  return answered(await fetch(`/sandbox${path}`, { method: "DELETE" }));
}

/** Let a person do something: `says`, `taps`, `shares_contact` … in the chat with this address. */
export function act(person, action, chat, body = {}) {
  return post(`/people/${person}/${action}`, { ...body, in: chat.bot ?? chat.id });
}

/** The bytes of a file or picture as base64. @param {Blob} blob */
export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
