// Calls of the API. The token lives in this module's memory and nowhere else: a reload forgets it.

let token = null;
let expired = () => {};

export class Refusal extends Error {
  constructor(status, body) {
    super(body?.errorMessage ?? `The server answered with ${status}.`);
    this.status = status;
    this.exception = body?.exception;
  }
}

export const signedIn = () => token !== null;
export const whenExpired = (action) => { expired = action; };
export const signOut = () => { token = null; };

export async function signIn(email, password) {
  const bytes = new TextEncoder().encode(`${email}:${password}`);
  const basic = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const answer = await fetch("accounts/v1/token", { headers: { Authorization: `Basic ${basic}` }, credentials: "omit" });
  const body = await answer.json();
  if (!answer.ok) throw new Refusal(answer.status, body);
  token = body.jwtToken;
}

// One request as it is; the answer may be a refusal.
export function send(method, path, { headers = {}, body } = {}) {
  const authorization = token === null ? {} : { Authorization: `Bearer ${token}` };
  return fetch(path.replace(/^\//, ""), {
    method, body, headers: { ...authorization, ...headers }, credentials: "omit", cache: "no-store",
  });
}

export async function call(method, path, json) {
  const content = json === undefined ? {} : { body: JSON.stringify(json), headers: { "Content-Type": "application/json" } };
  const answer = await send(method, path, content);
  const text = await answer.text();
  let body;
  try { body = text === "" ? undefined : JSON.parse(text); } catch { body = undefined; }
  if (answer.status === 401) { signOut(); expired(); }
  if (!answer.ok) throw new Refusal(answer.status, body);
  return body;
}

// fetch() tells nothing about an upload's progress; XMLHttpRequest does.
export function upload(path, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name);
    request.open("POST", path);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    request.onerror = () => reject(new Error("The connection was lost; nothing was stored."));
    request.onload = () => {
      let body;
      try { body = JSON.parse(request.responseText); } catch { body = undefined; }
      if (request.status === 200) resolve(body);
      else reject(new Refusal(request.status, body));
    };
    request.send(form);
  });
}

export async function media(path, onProgress) {
  const answer = await send("GET", path);
  if (!answer.ok) throw new Refusal(answer.status, await answer.json().catch(() => undefined));
  const total = Number(answer.headers.get("Content-Length"));
  const parts = [];
  let done = 0;
  for (const reader = answer.body.getReader(); ;) {
    const { value, done: ended } = await reader.read();
    if (ended) break;
    parts.push(value);
    done += value.length;
    onProgress(done, total);
  }
  return new Blob(parts, { type: answer.headers.get("Content-Type") ?? "" });
}
