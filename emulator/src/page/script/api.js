// Requests to the emulator: to its control routes, and to the service that it emulates.

const STORED = "convai-emulator-key";
/** Any key is accepted where none is required. */
const ANY_KEY = "emulator-page";

/** Tells those who listen that the key is needed ("key-needed") or was changed ("key-changed"). */
export const keyEvents = new EventTarget();

export class Refusal extends Error {
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

export function key() {
  return sessionStorage.getItem(STORED) ?? "";
}

/** Keeps the key until the tab is closed. */
export function useKey(value) {
  if (value) sessionStorage.setItem(STORED, value);
  else sessionStorage.removeItem(STORED);
  keyEvents.dispatchEvent(new Event("key-changed"));
}

function needKey(reason) {
  keyEvents.dispatchEvent(new CustomEvent("key-needed", { detail: reason }));
}

/** A request to a control route. Returns its JSON. */
export async function control(method, path, body, signal) {
  const response = await send(method, path, body, signal);
  return response.json();
}

/** The bytes of a control route. */
export async function bytes(path) {
  const response = await send("GET", path);
  return response.arrayBuffer();
}

async function send(method, path, body, signal) {
  const headers = key() ? { "CONVAI-API-KEY": key() } : {};
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(`/_emulator${path}`, { method, headers, body: text, signal, cache: "no-store" });
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({}));
  const reason = answer.error ?? `The emulator answered ${response.status}.`;
  if (response.status === 403 || reason.includes("send the header CONVAI-API-KEY")) needKey(reason);
  throw new Refusal(response.status, reason, answer);
}

/** A request to the emulated service. `body` is an object, which becomes JSON, or a form. */
export async function service(path, body) {
  const headers = { "CONVAI-API-KEY": key() || ANY_KEY };
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  if (!isForm) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method: "POST", headers, body: isForm ? body : JSON.stringify(body) });
  const text = await response.text();
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    if (response.ok) throw new Refusal(response.status, "The reply is no JSON.", text);
  }
  if (response.ok) return answer;
  const note = response.headers.get("x-emulator-note");
  if (response.status === 401) needKey(note ?? "The emulator asks for its API key.");
  throw new Refusal(response.status, `${response.status}: ${note ?? text.slice(0, 300)}`, answer);
}
