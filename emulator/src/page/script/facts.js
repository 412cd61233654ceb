// What the emulator measured in a recording, in words.

import { foreign, make } from "./dom.js";

const decibels = (value) => (value === null ? "digital silence" : `${value.toFixed(1).replace("-", "−")} dBFS`);

/** One measurement. Its tone says whether a developer should look at it. */
function fact(name, value, tone = "plain", hint) {
  return make("div", { class: `fact ${tone}`, title: hint }, make("dt", {}, name), make("dd", {}, value));
}

/** The list of measurements of a recording. */
export function facts(audio) {
  if (audio.problem) {
    return make("p", { class: "notice bad" }, "The file cannot be read: ", foreign(audio.problem));
  }
  const share = Math.round(100 * audio.speech_share);
  const unusual = audio.channels !== 1 || audio.bits < 16;
  const form = `${audio.sample_rate / 1000} kHz, ${audio.channels === 1 ? "mono" : `${audio.channels} channels`}, ${audio.bits} bits`;
  const quiet = audio.rms_dbfs === null || audio.rms_dbfs < -40;
  return make(
    "dl",
    { class: "facts", "aria-label": "Measurements" },
    fact("Length", `${audio.seconds.toFixed(2)} s`),
    fact("Peak", decibels(audio.peak_dbfs), audio.silent ? "bad" : "plain"),
    fact("Level", decibels(audio.rms_dbfs), quiet ? "warn" : "plain", "The root mean square of the whole recording"),
    audio.clipped
      ? fact("Clipping", `${audio.clipped} frames`, "bad", "Turn the gain down")
      : fact("Clipping", "none", "good"),
    fact("Speech", `${share} %`, share < 20 ? "warn" : "plain", "The share of the recording that is louder than its pauses"),
    fact("Leading silence", `${audio.leading_silence.toFixed(2)} s`, audio.leading_silence > 1 ? "warn" : "plain"),
    fact("Format", form, unusual ? "warn" : "plain"),
  );
}
