// The view of the journal: every request, with filters and search.

import { control } from "./api.js";
import { showEntry } from "./entry.js";
import { attempt, fill, foreign, make } from "./dom.js";
import { hasFailed } from "./turns.js";
import { VirtualList } from "./virtual_list.js";

/** The choices of the second filter. */
const KINDS = {
  all: ["All requests", () => true],
  failed: ["Failed", hasFailed],
  faults: ["Disturbed by a fault", (entry) => entry.fault !== null],
  unfinished: ["Cut or aborted", (entry) => entry.outcome === "cut" || entry.outcome === "aborted"],
  problems: ["With a problem or a note", (entry) => entry.problem !== null || entry.note !== null],
  tolerated: ["With something tolerated", (entry) => entry.tolerated.length > 0],
  recordings: ["With a recording", (entry) => entry.audio !== null],
  scripts: ["Answered by a script", (entry) => entry.script !== null],
  open: ["Not answered yet", (entry) => entry.outcome === "open"],
};

export class JournalView {
  #selected = null;
  #texts = new WeakMap();

  constructor(root, store, characters) {
    Object.assign(this, { store, characters });
    this.search = make("input", { type: "search", id: "journal-search", placeholder: "Search texts, fields, notes", "aria-label": "Search the journal" });
    this.path = make("select", { "aria-label": "Path" }, make("option", { value: "" }, "All paths"));
    this.kind = make("select", { "aria-label": "Kind", id: "journal-kind" }, Object.entries(KINDS).map(([name, [label]]) => make("option", { value: name }, label)));
    this.count = make("span", { class: "meta", role: "status", id: "journal-shown" });
    for (const input of [this.search, this.path, this.kind]) input.addEventListener("input", () => this.refresh());
    const clear = make("button", { type: "button", class: "quiet", onclick: () => attempt(() => control("DELETE", "/journal")) }, "Empty the journal");
    this.list = new VirtualList({
      label: "Requests, the newest first",
      name: "request",
      height: 40,
      key: (entry) => entry.seq,
      row: (row, entry) => this.#row(row, entry),
      select: (entry) => this.open(entry.seq),
    });
    this.detail = make("aside", { class: "detail", "aria-label": "Request", tabindex: "-1" }, make("p", { class: "empty" }, "Choose a request to see all of it."));
    fill(
      root,
      make("div", { class: "bar", role: "search" }, this.search, this.path, this.kind, this.count, clear),
      make("div", { class: "journal-columns" }, this.list.root, this.detail),
    );
    store.addEventListener("change", () => this.refresh());
    this.refresh();
  }

  refresh() {
    const entries = [...this.store.entries.values()].reverse();
    this.#listPaths(entries);
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [, fits] = KINDS[this.kind.value];
    const found = entries.filter(
      (entry) =>
        fits(entry) &&
        (!this.path.value || entry.path === this.path.value) &&
        words.every((word) => this.#text(entry).includes(word)),
    );
    const number = (value) => value.toLocaleString("en");
    this.count.textContent = `${number(found.length)} of ${number(entries.length)}`;
    this.list.show(found);
    const selected = this.#selected !== null && this.store.entries.get(this.#selected);
    if (selected && selected !== this.shown) this.open(this.#selected);
  }

  /** Shows all of a request. */
  async open(seq) {
    this.#selected = seq;
    this.list.mark(seq);
    this.shown = this.store.entries.get(seq);
    const entry = await attempt(() => control("GET", `/journal/${seq}`));
    if (entry && this.#selected === seq) showEntry(this.detail, entry, this.shown, this.characters);
  }

  /** What the search looks in. */
  #text(entry) {
    let text = this.#texts.get(entry);
    if (text === undefined) {
      const parts = [entry.seq, entry.method, entry.path, entry.status, entry.said, entry.heard, entry.reply, entry.fields, entry.note, entry.problem, entry.session, ...entry.tolerated];
      text = parts.filter((part) => part !== null).join("\n").toLowerCase();
      this.#texts.set(entry, text);
    }
    return text;
  }

  #listPaths(entries) {
    const paths = [...new Set(entries.map((entry) => entry.path))].sort();
    const shown = [...this.path.options].slice(1).map((option) => option.value);
    if (paths.join("\n") === shown.join("\n")) return;
    const chosen = this.path.value;
    fill(this.path, make("option", { value: "" }, "All paths"), paths.map((path) => make("option", { value: path }, path)));
    this.path.value = paths.includes(chosen) ? chosen : "";
  }

  #row(row, entry) {
    const failed = hasFailed(entry);
    const status = entry.outcome === "answered" ? String(entry.status) : entry.outcome;
    fill(
      row,
      make("span", { class: "number" }, `#${entry.seq}`),
      make("span", { class: "number" }, entry.time.slice(11, 23)),
      make("span", { class: failed ? "status bad" : entry.outcome === "open" ? "status" : "status good" }, status),
      make("span", { class: "path" }, foreign(`${entry.method} ${entry.path}`)),
      make("span", { class: "said" }, entry.audio && make("span", { class: "tag" }, "recording"), entry.fault && make("span", { class: "tag bad" }, "fault"), entry.tolerated.length > 0 && make("span", { class: "tag warn" }, "tolerated"), foreign(entry.said ?? entry.fields)),
      make("span", { class: "number" }, entry.elapsed_ms === null ? "" : `${entry.elapsed_ms} ms`),
    );
  }
}
