// The line with which the user talks to a character, by typing or by the microphone.

import { service } from "./api.js";
import { field, fill, icon, make, toast } from "./dom.js";
import { Microphone } from "./microphone.js";
import { TURN } from "./turns.js";

const NO_MICROPHONE =
  "The browser gives no microphone to this page: open it as http://localhost or http://127.0.0.1, or over HTTPS.";

export class Composer {
  /** Whether a new conversation is being begun. */
  drafting = false;
  #recording = null;

  constructor({ characters, session, expect, select, answered, draft }) {
    Object.assign(this, { characters, session, expect, select, answered, draft });
    this.choice = make("select", { "aria-label": "Character" });
    this.choice.addEventListener("change", () => this.begin(this.choice.value));
    this.input = make("textarea", { rows: "1", "aria-label": "What you say", placeholder: "Say something", autocomplete: "off", dir: "auto" });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#sendText();
    });
    this.voice = make("input", { type: "checkbox", id: "ask-voice", checked: true });
    this.microphone = make("button", { type: "button", class: "round", id: "microphone", "aria-pressed": "false", "aria-label": "Speak", title: "Speak" }, icon("microphone"));
    this.microphone.addEventListener("click", () => this.#toggleRecording());
    this.sendButton = make("button", { type: "submit", class: "round primary", "aria-label": "Send", title: "Send" }, icon("send"));
    this.level = make("meter", { min: "0", max: "1", value: "0", "aria-label": "Level of the microphone", hidden: true });
    this.state = make("span", { class: "meta", role: "status" });
    this.root = make(
      "form",
      { class: "composer", "aria-label": "Talk" },
      make("div", { class: "row" }, this.choice, make("label", { class: "check", for: "ask-voice" }, this.voice, "Reply with a voice"), this.level, this.state),
      make("div", { class: "row" }, this.input, this.microphone, this.sendButton),
    );
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#sendText();
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#recording) this.#discard();
    });
    characters.addEventListener("change", () => this.#listCharacters());
    this.#listCharacters();
  }

  get character() {
    return this.choice.value;
  }

  /** Begins a new conversation. */
  begin(character) {
    this.drafting = true;
    if (character) this.choice.value = character;
    this.draft();
    this.input.focus();
  }

  /** Shows the character of the conversation that is shown. */
  follow(conversation) {
    if (conversation && [...this.choice.options].some((option) => option.value === conversation.character)) {
      this.choice.value = conversation.character;
    }
  }

  #listCharacters() {
    const chosen = this.choice.value;
    fill(this.choice, this.characters.list.map(({ id, name }) => make("option", { value: id }, name)));
    if (this.characters.list.some(({ id }) => id === chosen)) this.choice.value = chosen;
  }

  #sendText() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    const form = new URLSearchParams({ userText: text });
    this.#send(form, text);
  }

  async #send(form, text) {
    const continued = this.session();
    const character = continued?.character ?? this.character;
    form.set("charID", character);
    form.set("sessionID", continued?.session ?? "-1");
    form.set("voiceResponse", this.voice.checked ? "True" : "False");
    if (!continued) this.expect({ character, text });
    this.state.textContent = "Waiting for the reply";
    try {
      const reply = await service(TURN, form);
      this.state.textContent = "";
      if (!continued && reply.sessionID) {
        this.drafting = false;
        this.select(reply.sessionID);
      }
      if (reply.audio) this.#playWhenShown(reply.sessionID);
    } catch (error) {
      // The journal has the whole error, and the conversation shows it.
      this.state.textContent = error.status ? `The turn failed: ${error.message}` : "The connection broke before the reply was complete.";
    }
  }

  /** Plays the voice once the turn is in the conversation. */
  async #playWhenShown(session) {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const turn = this.answered(session);
      if (turn) {
        await turn.playVoice()?.catch(() => {});
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async #toggleRecording() {
    if (this.#recording) {
      const wav = await this.#stop();
      if (!wav) return;
      const form = new FormData();
      form.set("file", new Blob([wav], { type: "audio/wav" }), "microphone.wav");
      this.#send(form, "");
      return;
    }
    if (!navigator.mediaDevices?.getUserMedia) {
      toast(NO_MICROPHONE);
      return;
    }
    try {
      this.#recording = await Microphone.open((level) => (this.level.value = level), () => this.#toggleRecording());
    } catch (error) {
      toast(`The microphone cannot be opened: ${error.message}`);
      return;
    }
    this.#showRecording(true);
  }

  async #stop() {
    const recording = this.#recording;
    this.#recording = null;
    this.#showRecording(false);
    return recording.stop();
  }

  async #discard() {
    await this.#stop();
    this.state.textContent = "The recording was discarded.";
  }

  #showRecording(on) {
    this.microphone.setAttribute("aria-pressed", String(on));
    this.microphone.setAttribute("aria-label", on ? "Stop and send" : "Speak");
    this.microphone.title = on ? "Stop and send (Escape discards)" : "Speak";
    this.microphone.replaceChildren(icon(on ? "stop" : "microphone"));
    this.level.hidden = !on;
    this.state.textContent = on ? "Recording. Press again to send, Escape to discard." : "";
  }
}
