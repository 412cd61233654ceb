// Reads and writes WAV files of 16 bits and one channel.

/** The samples, from -1 to 1, of a file with a header of 44 bytes. */
export function readWav(buffer) {
  const view = new DataView(buffer);
  const rate = view.getUint32(24, true);
  const bytes = Math.min(view.getUint32(40, true), buffer.byteLength - 44);
  const samples = new Float32Array(bytes >> 1);
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = view.getInt16(44 + 2 * index, true) / 32768;
  }
  return { rate, samples };
}

/** A file of the samples in these blocks. Samples beyond full scale are clipped. */
export function writeWav(blocks, rate) {
  const frames = blocks.reduce((sum, block) => sum + block.length, 0);
  const view = new DataView(new ArrayBuffer(44 + 2 * frames));
  const text = (at, letters) => [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * frames, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * frames, true);
  let at = 44;
  for (const block of blocks) {
    for (const sample of block) {
      view.setInt16(at, Math.max(-32768, Math.min(32767, Math.round(sample * 32768))), true);
      at += 2;
    }
  }
  return view.buffer;
}
