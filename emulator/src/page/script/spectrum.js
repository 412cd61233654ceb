// The spectrogram of a recording.

const SIZE = 512;
const LOWEST_DB = -95;
const HIGHEST_DB = -25;
/** Speech has little above this frequency. */
const MAX_HZ = 8000;

/** The colours from silence to loud. */
const STOPS = [
  [10, 12, 32],
  [52, 27, 105],
  [140, 41, 129],
  [222, 73, 104],
  [254, 159, 109],
  [252, 246, 191],
];

const PALETTE = Array.from({ length: 256 }, (_, level) => {
  const at = (level / 255) * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(at));
  return STOPS[low].map((from, channel) => from + (STOPS[low + 1][channel] - from) * (at - low));
});

const WINDOW = Float32Array.from({ length: SIZE }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / (SIZE - 1)));

/** The fast Fourier transform, in place. */
export function transform(real, imaginary) {
  const size = real.length;
  for (let index = 1, mirrored = 0; index < size; index += 1) {
    let bit = size >> 1;
    for (; mirrored & bit; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (index < mirrored) [real[index], real[mirrored]] = [real[mirrored], real[index]];
  }
  for (let half = 1; half < size; half *= 2) {
    const angle = -Math.PI / half;
    for (let start = 0; start < size; start += 2 * half) {
      for (let n = 0; n < half; n += 1) {
        const cosine = Math.cos(angle * n);
        const sine = Math.sin(angle * n);
        const [a, b] = [start + n, start + n + half];
        const re = real[b] * cosine - imaginary[b] * sine;
        const im = real[b] * sine + imaginary[b] * cosine;
        real[b] = real[a] - re;
        imaginary[b] = imaginary[a] - im;
        real[a] += re;
        imaginary[a] += im;
      }
    }
  }
}

/** Levels in decibels of the frequencies around one sample. */
function levelsAt(samples, centre) {
  const real = new Float32Array(SIZE);
  const imaginary = new Float32Array(SIZE);
  for (let n = 0; n < SIZE; n += 1) real[n] = (samples[centre - SIZE / 2 + n] ?? 0) * WINDOW[n];
  transform(real, imaginary);
  return Array.from({ length: SIZE / 2 }, (_, bin) => {
    const power = (real[bin] ** 2 + imaginary[bin] ** 2) / (SIZE * SIZE) * 4;
    return 10 * Math.log10(power + 1e-12);
  });
}

/** Draws one column for each pixel of the canvas: the work does not depend on the length of the recording. */
export function drawSpectrogram(canvas, { samples, rate }) {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  const image = context.createImageData(width, height);
  const bins = Math.min(SIZE / 2, Math.round((MAX_HZ / rate) * SIZE));
  for (let x = 0; x < width; x += 1) {
    const levels = levelsAt(samples, Math.floor(((x + 0.5) / width) * samples.length));
    for (let y = 0; y < height; y += 1) {
      const level = levels[Math.floor((1 - (y + 1) / height) * bins)];
      const part = (level - LOWEST_DB) / (HIGHEST_DB - LOWEST_DB);
      const colour = PALETTE[Math.round(255 * Math.max(0, Math.min(1, part)))];
      image.data.set([...colour, 255], 4 * (y * width + x));
    }
  }
  context.putImageData(image, 0, 0);
}
