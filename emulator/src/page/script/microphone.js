// Records the browser's microphone.

import { writeWav } from "./wav.js";

const WORKLET = "/_emulator/page/script/recorder_worklet.js";
/** A longer recording ends by itself. */
const MAX_SECONDS = 120;

export class Microphone {
  #blocks = [];
  #frames = 0;

  /** `level` is called with the loudest sample, from 0 to 1, of each block; `full` when the recording is too long. */
  static async open(level, full) {
    const microphone = new Microphone();
    // What the page sends is what the microphone heard: the game's own processing is not in it either.
    const processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    microphone.stream = await navigator.mediaDevices.getUserMedia({ audio: processing });
    microphone.context = new AudioContext();
    await microphone.context.audioWorklet.addModule(WORKLET);
    const source = microphone.context.createMediaStreamSource(microphone.stream);
    microphone.node = new AudioWorkletNode(microphone.context, "recorder", { numberOfOutputs: 0 });
    microphone.node.port.onmessage = ({ data }) => microphone.#add(data, level, full);
    source.connect(microphone.node);
    return microphone;
  }

  #add(block, level, full) {
    this.#blocks.push(block);
    this.#frames += block.length;
    level(block.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0));
    if (this.#frames >= MAX_SECONDS * this.context.sampleRate && !this.isFull) {
      this.isFull = true;
      full();
    }
  }

  /** Closes the microphone. Returns the WAV file, or null if there are no samples. */
  async stop() {
    this.stream.getTracks().forEach((track) => track.stop());
    this.node.port.onmessage = null;
    const rate = this.context.sampleRate;
    await this.context.close();
    return this.#frames ? writeWav(this.#blocks, rate) : null;
  }
}
