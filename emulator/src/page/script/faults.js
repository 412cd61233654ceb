// The view of the faults: switches for the usual ones, and a field for any other.

import { control } from "./api.js";
import { attempt, field, fill, foreign, make } from "./dom.js";
import { TURN } from "./turns.js";

/** What each switch adds. It applies to turns, until it is switched off. */
const SWITCHES = [
  ["Service unavailable", "Status 503.", { status: 503 }],
  ["Quota used up", "Status 429 with the service's message.", { status: 429, error_shape: "ERROR", message: "API usage limit exceeded for current plan." }],
  ["Error page", "The HTML page of a web server, status 502.", { html_502: true }],
  ["Slow reply", "Three seconds before each reply.", { delay_ms: 3000 }],
  ["No reply", "The connection stays open without a response.", { hang: true }],
  ["Connection lost", "A reset after 100 bytes of the reply.", { cut: "mid_body", bytes: 100, how: "rst" }],
  ["Closed early", "The connection closes before the reply.", { cut: "before_answer" }],
  ["Not JSON", "Status 200, and a body that is no JSON.", { not_json: true }],
  ["No text", "The reply has no text.", { text: "absent" }],
  ["No voice", "The voice of the reply is null.", { audio: "null" }],
  ["Voice cut off", "The WAV file of the voice ends early.", { audio: "truncated" }],
  ["Stream breaks", "A stream ends after its first piece.", { stream: "cut" }],
].map(([name, text, effect]) => ({ name, text, fault: { path: TURN, count: 0, ...effect } }));

/** A fault as a text that does not depend on the order of its keys. */
function canonical(fault) {
  return JSON.stringify(Object.entries(fault).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export class FaultsView {
  #active = [];

  constructor(root, badge) {
    this.badge = badge;
    this.switches = SWITCHES.map((entry) => ({ ...entry, button: this.#switch(entry) }));
    this.rows = make("tbody");
    this.table = make(
      "table",
      { class: "wide" },
      make("caption", {}, "The first fault that fits a request is applied, and only this one."),
      make("thead", {}, make("tr", {}, ["Fault", "Effect", "Applied", "Left", ""].map((name) => make("th", { scope: "col" }, name)))),
      this.rows,
    );
    this.json = make("textarea", { rows: "3", class: "code", spellcheck: "false", dir: "ltr" });
    this.json.value = '{"path":"/character/getResponse","status":500,"count":1}';
    const form = make(
      "form",
      { class: "inline-form", "aria-label": "Add a fault" },
      make("h3", {}, "Any other fault"),
      field("Fault as JSON", this.json, "The keys are in the README of the emulator, and in fault.schema.json."),
      make("div", { class: "row" }, make("button", { type: "submit", class: "primary" }, "Add"), make("button", { type: "button", class: "quiet", onclick: () => this.#run("DELETE", "/faults") }, "Remove all")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run("POST", "/faults", this.json.value);
    });
    fill(
      root,
      make("div", { class: "column" }, make("h2", {}, "Faults"), make("p", { class: "hint" }, "A switch disturbs every turn until it is switched off."),
        make("div", { class: "switches" }, this.switches.map(({ button }) => button)), this.table, form),
    );
  }

  async refresh() {
    this.#active = await control("GET", "/faults");
    const alive = this.#active.filter(({ remaining }) => remaining !== 0);
    this.badge.textContent = alive.length ? String(alive.length) : "";
    this.badge.setAttribute("aria-label", alive.length ? `${alive.length} active` : "");
    for (const { fault, button } of this.switches) button.setAttribute("aria-checked", String(this.#find(fault) !== undefined));
    this.table.hidden = this.#active.length === 0;
    fill(this.rows, this.#active.map((active) => this.#row(active)));
  }

  #find(fault) {
    const wanted = canonical(fault);
    return this.#active.find((active) => canonical(active.fault) === wanted);
  }

  #switch({ name, text, fault }) {
    const toggle = () => {
      const active = this.#find(fault);
      return active ? this.#run("DELETE", `/faults/${active.id}`) : this.#run("POST", "/faults", fault);
    };
    return make("button", { type: "button", class: "switch", role: "switch", "aria-checked": "false", onclick: toggle },
      make("span", { class: "knob" }), make("span", { class: "name" }, name), make("span", { class: "meta" }, text));
  }

  #row({ id, fault, hits, remaining }) {
    const remove = make("button", { type: "button", class: "quiet", "aria-label": `Remove fault ${id}`, onclick: () => this.#run("DELETE", `/faults/${id}`) }, "Remove");
    return make(
      "tr",
      { class: remaining === 0 ? "unused" : "" },
      make("th", { scope: "row" }, String(id)),
      make("td", {}, make("code", {}, foreign(JSON.stringify(fault)))),
      make("td", {}, String(hits)),
      make("td", {}, remaining === null ? "until removed" : String(remaining)),
      make("td", {}, remove),
    );
  }

  #run(method, path, body) {
    return attempt(async () => {
      await control(method, path, body);
      await this.refresh();
    });
  }
}
