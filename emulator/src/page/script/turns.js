// Groups the journal's turns into conversations.

export const TURN = "/character/getResponse";

/** Whether a value that a client sent as its session asks for a new one. */
function isNew(session) {
  return !session || session === "-1";
}

/** The session of a turn. A turn that began none, for example because it failed, stands alone. */
export function sessionOf(entry) {
  return isNew(entry.session) ? `new-${entry.seq}` : entry.session;
}

/** Whether a conversation can be continued, because the emulator has named its session. */
export function hasSession(conversation) {
  return !conversation.id.startsWith("new-");
}

/** All conversations, the one with the newest turn first. */
export function conversations(entries) {
  const found = new Map();
  for (const entry of entries.values()) {
    if (entry.path.replace(/\/+$/, "") !== TURN) continue;
    const id = sessionOf(entry);
    const known = found.get(id);
    // A conversation moves to the end of the map with each turn.
    found.delete(id);
    const turns = known?.turns ?? [];
    turns.push(entry);
    found.set(id, { id, turns, last: entry, character: entry.character ?? known?.character ?? "" });
  }
  return [...found.values()].reverse();
}

/** Whether the turn was answered as a client expects. */
export function hasFailed(entry) {
  return entry.status >= 400 || entry.outcome === "cut" || entry.outcome === "aborted";
}

/** What the user said, in a few words. */
export function saidShort(entry) {
  if (entry.said) return entry.said;
  return entry.audio ? "Recording" : "";
}
