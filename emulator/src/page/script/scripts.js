// The view of the scripts: how often each was used, and which turns none of them fitted.

import { control } from "./api.js";
import { attempt, field, fill, foreign, make, toast } from "./dom.js";

/** The keys of a script that are conditions, in words. */
const CONDITIONS = {
  character: "character",
  text: "text",
  text_matches: "text matches",
  turn: "turn",
  heard: "heard",
  audio: "recording",
  times: "at most, times",
};

export class ScriptsView {
  constructor(root, characters) {
    this.characters = characters;
    this.rows = make("tbody");
    this.none = make("p", { class: "empty" }, "There are no scripts: characters answer from their backstories.");
    this.table = make(
      "table",
      { class: "wide" },
      make("caption", {}, "The first script that fits a turn answers it."),
      make("thead", {}, make("tr", {}, ["Script", "Fits", "Reply", "Used"].map((name) => make("th", { scope: "col" }, name)))),
      this.rows,
    );
    this.unmatched = make("ul", { class: "unmatched" });
    this.unmatchedPart = make("section", {}, make("h3", {}, "Turns that no script fitted"), this.unmatched);
    this.character = make("select", {});
    this.text = make("input", { autocomplete: "off", dir: "auto" });
    this.reply = make("input", { required: true, autocomplete: "off", dir: "auto" });
    const form = make(
      "form",
      { class: "inline-form", "aria-label": "Add a script" },
      make("h3", {}, "Add a script"),
      make("div", { class: "row" }, field("Character", this.character), field("Text of the player", this.text, "Empty: any text."), field("Reply", this.reply), make("button", { type: "submit", class: "primary" }, "Add")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(() => this.#add());
    });
    fill(root, make("div", { class: "column" }, make("h2", {}, "Scripts"), this.none, this.table, this.unmatchedPart, form));
    characters.addEventListener("change", () => this.#listCharacters());
    this.#listCharacters();
  }

  async refresh() {
    const [scripts, unmatched] = await Promise.all([control("GET", "/scripts"), control("GET", "/scripts/unmatched")]);
    const most = Math.max(1, ...scripts.map(({ hits }) => hits));
    this.none.hidden = scripts.length > 0;
    this.table.hidden = scripts.length === 0;
    fill(this.rows, scripts.map((script) => this.#row(script, most)));
    this.unmatchedPart.hidden = unmatched.length === 0;
    fill(this.unmatched, unmatched.toReversed().map((turn) => this.#unmatchedTurn(turn)));
  }

  #row({ number, script, hits }, most) {
    const conditions = Object.entries(CONDITIONS).filter(([key]) => script[key] !== undefined);
    return make(
      "tr",
      { class: hits === 0 ? "unused" : "" },
      make("th", { scope: "row" }, String(number)),
      make("td", {}, conditions.length === 0 ? "every turn" : conditions.map(([key, label]) => make("div", {}, make("span", { class: "meta" }, `${label} `), foreign(this.#shown(key, script[key]))))),
      make("td", {}, foreign(script.reply), script.actions?.length > 0 && make("div", { class: "meta" }, "actions: ", foreign(script.actions.join(", ")))),
      make("td", { class: "use" }, make("meter", { min: "0", max: String(most), value: String(hits), "aria-hidden": "true" }), hits === 0 ? "never" : `${hits} ${hits === 1 ? "turn" : "turns"}`),
    );
  }

  #shown(key, value) {
    if (key === "character") return this.characters.nameOf(value);
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  #unmatchedTurn({ time, character, said, nearest }) {
    const expects = nearest && ` The nearest is script ${nearest.script}, which expects: `;
    return make(
      "li",
      {},
      make("span", { class: "meta" }, `${time.slice(11, 19)} `),
      foreign(this.characters.nameOf(character)),
      ": ",
      foreign(said),
      nearest && make("div", { class: "meta" }, expects, foreign(nearest.expects.join("; "))),
    );
  }

  async #add() {
    const script = { reply: this.reply.value };
    if (this.character.value) script.character = this.character.value;
    if (this.text.value.trim()) script.text = this.text.value;
    const { number } = await control("POST", "/scripts", script);
    [this.text.value, this.reply.value] = ["", ""];
    toast(`Script ${number} is added. A reset removes it.`);
    await this.refresh();
  }

  #listCharacters() {
    const chosen = this.character.value;
    fill(this.character, make("option", { value: "" }, "Any"), this.characters.list.map(({ id, name }) => make("option", { value: id }, name)));
    if ([...this.character.options].some(({ value }) => value === chosen)) this.character.value = chosen;
  }
}
