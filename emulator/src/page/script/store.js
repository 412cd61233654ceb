// The journal in the page. It follows the emulator by long polling: a request ends when something has changed, or after
// a while, and the next one asks for what changed since.

import { control, keyEvents } from "./api.js";

const WAIT_MS = 25_000;
/** The shortest time between two requests, so that a busy emulator is not kept busier. */
const PAUSE_MS = 100;
const RETRY_MS = 1500;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Events: "change" (entries), "control" (state that a control route changed), "live" (whether the emulator answers). */
export class Store extends EventTarget {
  /** By number, the oldest first. An entry that changes is another object. */
  entries = new Map();
  needsKey = false;
  #stamp = 0;
  #instance = "";
  #clears = 0;
  #control = 0;
  #poll = new AbortController();

  constructor() {
    super();
    keyEvents.addEventListener("key-changed", () => {
      this.#forget();
      this.#poll.abort();
    });
  }

  /** Runs for as long as the page is open. */
  async follow() {
    for (;;) {
      try {
        this.#poll = new AbortController();
        const path = `/changes?since=${this.#stamp}&wait_ms=${this.entries.size || this.#stamp ? WAIT_MS : 0}`;
        const answer = await control("GET", path, undefined, this.#poll.signal);
        this.#apply(answer);
        this.#announce("live", "live");
        if (!answer.more) await sleep(PAUSE_MS);
      } catch (error) {
        if (error.name === "AbortError") continue;
        this.#announce("live", error.status ? "refused" : "lost");
        await sleep(RETRY_MS);
      }
    }
  }

  #announce(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #forget() {
    this.entries = new Map();
    this.#stamp = 0;
  }

  #apply(answer) {
    const replaced = answer.instance !== this.#instance || answer.clears !== this.#clears;
    const wasEmpty = this.#stamp === 0;
    this.#instance = answer.instance;
    this.#clears = answer.clears;
    this.needsKey = answer.needs_key;
    if (replaced && !wasEmpty) {
      // The answer has only what is new. The rest is asked for with the next request.
      this.#forget();
    } else {
      this.#insert(answer.entries);
      this.#stamp = answer.stamp;
      if (!answer.more) this.#dropOldest(answer.kept);
    }
    this.#announce("change");
    if (answer.control !== this.#control || replaced) {
      this.#control = answer.control;
      this.#announce("control");
    }
  }

  #insert(entries) {
    let last = 0;
    for (const seq of this.entries.keys()) last = seq;
    let ordered = true;
    for (const entry of entries) {
      ordered &&= this.entries.has(entry.seq) || entry.seq > last;
      last = Math.max(last, entry.seq);
      this.entries.set(entry.seq, entry);
    }
    if (!ordered) this.entries = new Map([...this.entries].sort(([a], [b]) => a - b));
  }

  /** The emulator keeps only the newest requests. */
  #dropOldest(kept) {
    for (const seq of this.entries.keys()) {
      if (this.entries.size <= kept) break;
      this.entries.delete(seq);
    }
  }
}
