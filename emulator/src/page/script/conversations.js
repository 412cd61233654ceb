// The view of the conversations: a list, the turns of one, and a line to talk.

import { Turn } from "./bubble.js";
import { Composer } from "./composer.js";
import { fill, foreign, make } from "./dom.js";
import { conversations, hasFailed, hasSession, saidShort, sessionOf, TURN } from "./turns.js";
import { VirtualList } from "./virtual_list.js";

/** How many turns are in the document, until the user asks for earlier ones. */
const SHOWN = 40;
/** Closer to its end than this, a conversation follows its newest turn. */
const NEAR_END = 120;

export class ConversationsView {
  #turns = new Map();
  #selected = null;
  #shown = SHOWN;
  #all = [];
  /** What the page has just said in a new conversation, until its turn appears. */
  #expected = null;

  constructor(root, store, characters) {
    Object.assign(this, { store, characters });
    this.list = new VirtualList({
      label: "Conversations",
      name: "conversation",
      height: 68,
      key: (conversation) => conversation.id,
      row: (row, conversation) => this.#row(row, conversation),
      select: (conversation) => this.select(conversation.id),
    });
    this.none = make("p", { class: "empty" }, "Nobody has talked yet. Say something below, or let your game talk to this address.");
    this.title = make("h2", {});
    this.subtitle = make("p", { class: "meta" });
    this.earlier = make("button", { type: "button", class: "quiet", onclick: () => this.#showEarlier() });
    this.log = make("div", { class: "log", role: "log", "aria-label": "Turns", tabindex: "0" });
    this.composer = new Composer({
      characters,
      session: () => this.#session(),
      expect: (said) => (this.#expected = { ...said, after: this.#lastSeq() }),
      select: (session) => this.select(session),
      answered: (session) => this.#lastAnswered(session),
      draft: () => this.select(null),
    });
    fill(
      root,
      make("aside", { "aria-label": "All conversations" }, make("div", { class: "bar" }, make("h2", {}, "Conversations"),
        make("button", { type: "button", class: "quiet", onclick: () => this.composer.begin() }, "New")), this.list.root),
      make("div", { class: "thread" }, make("div", { class: "bar" }, make("div", {}, this.title, this.subtitle)), this.log, this.composer.root),
    );
    store.addEventListener("change", () => this.refresh());
    characters.addEventListener("change", () => this.refresh());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const turn of this.#turns.values()) turn.draw();
    });
    this.refresh();
  }

  /** Begins a conversation with a character. */
  talkTo(character) {
    this.composer.begin(character);
  }

  select(id) {
    const isOther = id !== this.#selected;
    this.#selected = id;
    if (isOther) this.#shown = SHOWN;
    this.list.mark(id);
    this.#showThread(isOther);
  }

  refresh() {
    this.#all = conversations(this.store.entries);
    this.#recogniseExpected();
    const known = this.#all.some((one) => one.id === this.#selected);
    if (!known && !this.composer.drafting) this.#selected = this.#all[0]?.id ?? null;
    this.list.show(this.#all);
    this.list.mark(this.#selected);
    this.#showThread(false);
  }

  #lastSeq() {
    let last = 0;
    for (const seq of this.store.entries.keys()) last = Math.max(last, seq);
    return last;
  }

  /** Selects the conversation that the page has just begun, as soon as its first turn is in the journal. */
  #recogniseExpected() {
    const expected = this.#expected;
    if (!expected) return;
    for (const entry of this.store.entries.values()) {
      const isIt = entry.seq > expected.after && entry.path === TURN && entry.character === expected.character;
      if (!isIt || (expected.text && entry.said !== expected.text)) continue;
      this.#selected = sessionOf(entry);
      this.composer.drafting = false;
      if (entry.outcome !== "open") this.#expected = null;
    }
  }

  /** The newest turn of a session, once its reply with a voice is shown. */
  #lastAnswered(session) {
    const turns = [...this.#turns.values()].filter(({ entry }) => sessionOf(entry) === session);
    return turns.at(-1)?.entry.voice ? turns.at(-1) : undefined;
  }

  #current() {
    return this.#all.find((one) => one.id === this.#selected);
  }

  #session() {
    const current = this.#current();
    return current && hasSession(current) ? { session: current.id, character: current.character } : null;
  }

  #row(row, { last, turns, character }) {
    const failed = hasFailed(last);
    fill(
      row,
      make("span", { class: "name" }, foreign(this.characters.nameOf(character))),
      make("span", { class: "meta" }, last.time.slice(11, 16)),
      make("span", { class: failed ? "last error" : "last" }, foreign(failed ? (last.note ?? last.reply ?? last.outcome) : (last.reply ?? saidShort(last)))),
      make("span", { class: failed ? "badge bad" : "badge" }, String(turns.length)),
    );
  }

  #showThread(toEnd) {
    const current = this.#current();
    const character = current?.character ?? this.composer.character;
    fill(this.title, foreign(character ? this.characters.nameOf(character) : "Talk to a character"));
    const name = current && hasSession(current) ? `session ${current.id}` : "new conversation";
    this.subtitle.textContent = current ? `${current.turns.length} ${current.turns.length === 1 ? "turn" : "turns"}, ${name}` : "new conversation";
    this.composer.follow(current);
    const turns = current?.turns ?? [];
    const shown = turns.slice(-this.#shown);
    const nearEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
    const kept = new Map();
    for (const entry of shown) {
      const turn = this.#turns.get(entry.seq) ?? new Turn(entry, (id) => this.characters.nameOf(id));
      turn.update(entry);
      kept.set(entry.seq, turn);
    }
    for (const [seq, turn] of this.#turns) {
      if (!kept.has(seq)) turn.close();
    }
    this.#turns = kept;
    this.earlier.textContent = `Show earlier turns (${turns.length - shown.length})`;
    const wanted = [...(shown.length < turns.length ? [this.earlier] : []), ...[...kept.values()].map((turn) => turn.root)];
    if (!current && !this.composer.drafting) wanted.push(this.none);
    // Elements that stay are not moved, so that they keep the focus.
    const present = [...this.log.children];
    if (wanted.length !== present.length || wanted.some((element, index) => element !== present[index])) {
      this.log.replaceChildren(...wanted);
    }
    if (toEnd || nearEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  #showEarlier() {
    this.#shown += SHOWN;
    const height = this.log.scrollHeight;
    this.#showThread(false);
    this.log.scrollTop += this.log.scrollHeight - height;
    this.log.focus();
  }
}
