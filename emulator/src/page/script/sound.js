// A recording or a voice: its pictures and a player.

import { bytes } from "./api.js";
import { icon, make } from "./dom.js";
import { drawSpectrogram } from "./spectrum.js";
import { readWav } from "./wav.js";

/** The size of the pictures in pixels. They are stretched to the width of their place. */
const WIDTH = 720;
const WAVE_HEIGHT = 96;
const SPECTRUM_HEIGHT = 120;
/** Where an amplitude counts as full scale, for the colour. */
const FULL_SCALE = 0.999;

/** The sound that plays now. There is one at a time. */
let playing = null;

const seconds = (value) => `${value.toFixed(value < 10 ? 2 : 1)} s`;

export class Sound {
  #audio = null;
  #sound = null;
  #loading = null;

  /** `path` is the control route of the WAV file; `silence` is the length of the silence at its beginning in seconds. */
  constructor({ path, label, spectrogram = false, silence = 0 }) {
    Object.assign(this, { path, silence });
    this.wave = make("canvas", { class: "wave", width: WIDTH, height: WAVE_HEIGHT, "aria-hidden": "true" });
    this.spectrum =
      spectrogram && make("canvas", { class: "spectrum", width: WIDTH, height: SPECTRUM_HEIGHT, "aria-hidden": "true" });
    this.head = make("div", { class: "playhead" });
    this.button = make("button", { type: "button", class: "play", "aria-label": `Play ${label}` }, icon("play"));
    this.button.addEventListener("click", () => this.toggle());
    this.label = label;
    this.slider = make(
      "div",
      { class: "pictures", role: "slider", tabindex: "0", "aria-label": `Position in ${label}`, "aria-valuemin": "0" },
      this.wave,
      this.spectrum,
      this.head,
    );
    this.slider.addEventListener("pointerdown", (event) => {
      const box = this.slider.getBoundingClientRect();
      this.#seek(((event.clientX - box.left) / box.width) * this.#length());
    });
    this.slider.addEventListener("keydown", (event) => this.#keyDown(event));
    this.time = make("span", { class: "time" }, "");
    this.root = make("div", { class: "sound", "data-state": "waiting" }, this.button, this.slider, this.time);
    // A recording is fetched when it comes into view.
    const observer = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      observer.disconnect();
      this.load().catch(() => {});
    });
    observer.observe(this.root);
  }

  /** Fetches and draws the sound, once. */
  load() {
    this.#loading ??= this.#fetch().catch((error) => {
      this.root.dataset.state = "failed";
      this.time.textContent = error.message;
      this.button.disabled = true;
      throw error;
    });
    return this.#loading;
  }

  async #fetch() {
    const buffer = await bytes(this.path);
    this.#sound = readWav(buffer);
    this.address = URL.createObjectURL(new Blob([buffer], { type: "audio/wav" }));
    this.#audio = new Audio(this.address);
    for (const name of ["play", "pause", "ended", "timeupdate", "seeked"]) {
      this.#audio.addEventListener(name, () => this.#show());
    }
    this.draw();
    this.root.dataset.state = "ready";
    this.#show();
  }

  /** Draws the pictures in the colours of the theme. */
  draw() {
    if (!this.#sound) return;
    drawWave(this.wave, this.#sound, this.silence);
    if (this.spectrum) drawSpectrogram(this.spectrum, this.#sound);
  }

  /** Frees the memory of a sound that is no longer shown. */
  close() {
    this.#audio?.pause();
    if (this.address) URL.revokeObjectURL(this.address);
  }

  async play() {
    await this.load();
    if (playing && playing !== this.#audio) playing.pause();
    playing = this.#audio;
    await playing.play();
  }

  async toggle() {
    try {
      await this.load();
      if (this.#audio.paused) await this.play();
      else this.#audio.pause();
    } catch {
      // What went wrong is shown beside the button.
    }
  }

  #length() {
    return this.#sound ? this.#sound.samples.length / this.#sound.rate : 0;
  }

  #seek(to) {
    if (!this.#audio) return;
    this.#audio.currentTime = Math.max(0, Math.min(this.#length(), to));
    this.#show();
  }

  #keyDown(event) {
    const step = { ArrowRight: 0.25, ArrowLeft: -0.25, PageUp: 2, PageDown: -2, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === " " || event.key === "Enter") this.toggle();
    else if (step) this.#seek((this.#audio?.currentTime ?? 0) + step);
    else return;
    event.preventDefault();
  }

  #show() {
    const { currentTime, paused } = this.#audio;
    const length = this.#length();
    this.root.dataset.playing = String(!paused);
    this.button.setAttribute("aria-label", `${paused ? "Play" : "Pause"} ${this.label}`);
    this.button.replaceChildren(icon(paused ? "play" : "pause"));
    this.head.style.left = `${length ? (100 * currentTime) / length : 0}%`;
    this.slider.setAttribute("aria-valuemax", length.toFixed(2));
    this.slider.setAttribute("aria-valuenow", currentTime.toFixed(2));
    this.slider.setAttribute("aria-valuetext", `${seconds(currentTime)} of ${seconds(length)}`);
    this.time.textContent = currentTime > 0 ? `${seconds(currentTime)} / ${seconds(length)}` : seconds(length);
    if (!paused) requestAnimationFrame(() => this.#show());
  }
}

function drawWave(canvas, { samples, rate }, silence) {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  const style = getComputedStyle(canvas);
  const colour = (name) => style.getPropertyValue(name).trim();
  context.clearRect(0, 0, width, height);
  context.fillStyle = colour("--wave-silence");
  context.fillRect(0, 0, (silence * rate * width) / Math.max(1, samples.length), height);
  for (let x = 0; x < width; x += 1) {
    const first = Math.floor((x / width) * samples.length);
    const end = Math.max(first + 1, Math.floor(((x + 1) / width) * samples.length));
    let [low, high] = [0, 0];
    for (let index = first; index < end && index < samples.length; index += 1) {
      low = Math.min(low, samples[index]);
      high = Math.max(high, samples[index]);
    }
    context.fillStyle = colour(Math.max(-low, high) >= FULL_SCALE ? "--wave-clipped" : "--wave");
    const top = ((1 - high) * height) / 2;
    context.fillRect(x, top, 1, Math.max(1.5, ((high - low) * height) / 2));
  }
}
