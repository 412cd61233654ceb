// Runs on the audio thread of the browser: collects the samples of the microphone and passes them on in blocks.

const BLOCK = 2048;

class Recorder extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK);
  #used = 0;

  process([input]) {
    const frames = input[0]?.length ?? 0;
    for (let frame = 0; frame < frames; frame += 1) {
      let sum = 0;
      for (const channel of input) sum += channel[frame];
      this.#block[this.#used] = sum / input.length;
      this.#used += 1;
      if (this.#used === BLOCK) {
        this.port.postMessage(this.#block.slice());
        this.#used = 0;
      }
    }
    return true;
  }
}

registerProcessor("recorder", Recorder);
