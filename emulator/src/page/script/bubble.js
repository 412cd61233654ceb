// One turn of a conversation: what the user said, and what the character answered.

import { foreign, make } from "./dom.js";
import { facts } from "./facts.js";
import { Sound } from "./sound.js";
import { hasFailed } from "./turns.js";

/** The time of day of a timestamp in UTC. */
export function clockTime(time) {
  return time.slice(11, 19);
}

/** How an exchange ended that has no complete response. */
const ENDS = {
  cut: "A fault cut the connection.",
  aborted: "The client closed the connection before the response was complete.",
};

export class Turn {
  #recording = null;
  #voice = null;
  #voiceBytes = 0;

  constructor(entry, nameOf) {
    this.nameOf = nameOf;
    this.user = make("div", { class: "bubble user" });
    this.character = make("div", { class: "bubble character" });
    this.root = make("article", { class: "turn" }, this.user, this.character);
    this.update(entry);
  }

  update(entry) {
    if (entry === this.entry) return;
    this.entry = entry;
    this.root.dataset.seq = entry.seq;
    this.root.dataset.outcome = entry.outcome;
    this.#showUser();
    this.#showCharacter();
  }

  close() {
    this.#recording?.close();
    this.#voice?.close();
  }

  draw() {
    this.#recording?.draw();
    this.#voice?.draw();
  }

  /** Plays the voice of the reply. */
  playVoice() {
    return this.#voice?.play();
  }

  #showUser() {
    const { entry } = this;
    const { audio } = entry;
    if (audio && !audio.problem) {
      this.#recording ??= new Sound({
        path: `/journal/${entry.seq}/audio`,
        label: `the recording of request ${entry.seq}`,
        spectrogram: true,
        silence: audio.leading_silence,
      });
    }
    const tolerated = entry.tolerated.map((text) => make("li", {}, foreign(text)));
    this.user.replaceChildren(
      make("header", {}, make("span", { class: "who" }, "Player"), meta(entry)),
      ...[
        entry.said && make("p", { class: "words" }, foreign(entry.said)),
        this.#recording?.root,
        audio && facts(audio),
        audio && entry.heard && heard(entry),
        tolerated.length > 0 && make("div", { class: "notice warn" }, "Tolerated:", make("ul", {}, tolerated)),
        entry.key_leaked && make("p", { class: "notice bad" }, "The request contains the API key outside of its header."),
      ].filter(Boolean),
    );
  }

  #showCharacter() {
    const { entry } = this;
    const failed = hasFailed(entry);
    const open = entry.outcome === "open";
    if (entry.voice > 0 && entry.voice !== this.#voiceBytes) {
      this.#voice?.close();
      this.#voiceBytes = entry.voice;
      this.#voice = new Sound({ path: `/journal/${entry.seq}/voice`, label: `the reply to request ${entry.seq}` });
    }
    this.character.classList.toggle("failed", failed);
    this.character.replaceChildren(
      make(
        "header",
        {},
        make("span", { class: "who" }, foreign(this.nameOf(entry.character))),
        entry.script && make("span", { class: "tag" }, `script ${entry.script}`),
        entry.fault && make("span", { class: "tag bad" }, `fault ${entry.fault}`),
        failed && make("span", { class: "tag bad" }, entry.status ? `status ${entry.status}` : entry.outcome),
        entry.elapsed_ms !== null && make("span", { class: "meta" }, `${entry.elapsed_ms} ms`),
      ),
      ...[
        entry.reply && make("p", { class: failed ? "words error" : "words" }, foreign(entry.reply)),
        open && make("p", { class: "waiting", "aria-label": "The reply is on its way" }, ...[1, 2, 3].map(() => make("i"))),
        ENDS[entry.outcome] && make("p", { class: "notice bad" }, ENDS[entry.outcome]),
        entry.note && make("p", { class: "notice bad" }, foreign(entry.note)),
        this.#voice?.root,
      ].filter(Boolean),
    );
  }
}

/** The words in a recording. Those that a program guessed are marked. */
function heard({ heard, guessed_by }) {
  const tag = make("span", { class: guessed_by ? "tag guess" : "tag" }, guessed_by ? "guess" : "heard");
  if (guessed_by) tag.title = `Guessed by ${guessed_by}: the words may be wrong`;
  return make("p", { class: "heard" }, tag, foreign(heard), guessed_by && make("span", { class: "meta" }, foreign(` by ${guessed_by}`)));
}

function meta(entry) {
  const link = make("a", { href: `#journal/${entry.seq}`, class: "meta" }, `#${entry.seq}`);
  link.setAttribute("aria-label", `Request ${entry.seq} in the journal`);
  return [make("time", { class: "meta" }, clockTime(entry.time)), link];
}
