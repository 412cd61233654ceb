// The characters: what the other views know of them, and the view in which they are made and edited.

import { control, service } from "./api.js";
import { attempt, field, fill, foreign, make, toast } from "./dom.js";

/** The voices of the documentation's samples. Any other name is accepted too. */
const VOICES = ["MALE", "FEMALE", "US MALE 1", "US FEMALE 1"];

/** The characters of the emulator. Tells those who listen when they changed. */
export class Characters extends EventTarget {
  list = [];

  async refresh() {
    const found = await control("GET", "/characters");
    this.list = found.map((details) => ({
      id: details.character_id,
      name: details.character_name,
      voice: details.voice_type,
      backstory: details.backstory,
      isPublic: details.listing === "PUBLIC",
      sessions: details.sessions?.length ?? 0,
    }));
    this.dispatchEvent(new Event("change"));
  }

  /** The name of a character, or its id where there is none. */
  nameOf(id) {
    return this.list.find((character) => character.id === id)?.name ?? id ?? "Character";
  }
}

export class CharactersView {
  /** The id of the character in the form; empty for a new one. */
  #edited = "";

  constructor(root, characters, talkTo) {
    Object.assign(this, { characters, talkTo });
    this.cards = make("ul", { class: "cards" });
    this.name = make("input", { required: true, autocomplete: "off", dir: "auto" });
    this.voice = make("input", { required: true, autocomplete: "off", list: "voices", value: VOICES[0] });
    this.backstory = make("textarea", { required: true, rows: "10", dir: "auto" });
    this.title = make("h2", {}, "New character");
    this.id = make("p", { class: "meta" });
    this.save = make("button", { type: "submit", class: "primary" }, "Create");
    this.talk = make("button", { type: "button", class: "quiet", onclick: () => this.talkTo(this.#edited) }, "Talk");
    this.remove = make("button", { type: "button", class: "danger", onclick: () => attempt(() => this.#remove()) }, "Delete");
    this.note = make("p", { class: "hint" });
    this.form = make(
      "form",
      { class: "character-form", "aria-label": "Character" },
      this.title,
      this.id,
      field("Name", this.name),
      field("Voice", this.voice, "As voiceType: any text, such as the name of a voice of your account."),
      field("Backstory", this.backstory, "The character answers with its sentences."),
      make("datalist", { id: "voices" }, VOICES.map((value) => make("option", { value }))),
      this.note,
      make("div", { class: "row" }, this.save, this.talk, this.remove),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(() => this.#save());
    });
    fill(
      root,
      make("aside", { "aria-label": "All characters" }, make("div", { class: "bar" }, make("h2", {}, "Characters"),
        make("button", { type: "button", class: "quiet", onclick: () => this.#new() }, "New")), this.cards),
      make("div", { class: "scrolling" }, this.form),
    );
    characters.addEventListener("change", () => this.#showCards());
    this.#new(false);
    this.#showCards();
  }

  #showCards() {
    const focused = this.cards.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    fill(
      this.cards,
      this.characters.list.map((character) =>
        make("li", {}, make(
          "button",
          { type: "button", class: "card", "data-id": character.id, "aria-current": String(character.id === this.#edited), onclick: () => this.#edit(character) },
          make("span", { class: "name" }, foreign(character.name)),
          make("span", { class: "meta" }, foreign(character.voice)),
          make("span", { class: "last" }, foreign(character.backstory)),
          make("span", { class: "badge" }, `${character.sessions} ${character.sessions === 1 ? "session" : "sessions"}`),
        )),
      ),
    );
    if (focused !== undefined) [...this.cards.querySelectorAll("button")].find((card) => card.dataset.id === focused)?.focus();
  }

  #new(focus = true) {
    this.#show({ id: "", name: "", voice: VOICES[0], backstory: "", isPublic: false });
    if (focus) this.name.focus();
  }

  #edit(character) {
    this.#show(character);
    this.title.tabIndex = -1;
    this.title.focus();
  }

  #show({ id, name, voice, backstory, isPublic }) {
    this.#edited = id;
    fill(this.title, id ? foreign(name) : "New character");
    this.id.textContent = id && `charID ${id}`;
    [this.name.value, this.voice.value, this.backstory.value] = [name, voice, backstory];
    this.save.textContent = id ? "Save" : "Create";
    this.save.disabled = isPublic;
    this.talk.hidden = !id;
    this.remove.hidden = !id || isPublic;
    this.note.textContent = isPublic ? "A public character can be talked to and cloned, but not changed." : "";
    this.#showCards();
  }

  async #save() {
    const fields = { charName: this.name.value, voiceType: this.voice.value, backstory: this.backstory.value };
    if (this.#edited) await service("/character/update", { charID: this.#edited, ...fields });
    else this.#edited = (await service("/character/create", fields)).charID;
    await this.characters.refresh();
    const saved = this.characters.list.find(({ id }) => id === this.#edited);
    if (saved) this.#show(saved);
    toast("The character is saved.");
  }

  async #remove() {
    await service("/character/delete", { charID: this.#edited });
    this.#new();
    await this.characters.refresh();
  }
}
