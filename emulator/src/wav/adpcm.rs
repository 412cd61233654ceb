//! Decodes blocks of ADPCM, which stores differences of four bits. Each block starts anew.

use super::file::i16_at;

/// How the step of IMA ADPCM moves in its table, by the magnitude of the difference.
const IMA_INDEX: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];

/// The steps of IMA ADPCM.
const IMA_STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107,
    118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963,
    1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894,
    6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794,
    32767,
];

/// How the step of Microsoft ADPCM changes with each difference, in units of 1/256.
const MICROSOFT_ADAPTION: [i32; 16] = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];

/// The prediction coefficients that every decoder of Microsoft ADPCM knows, in units of 1/256.
const MICROSOFT_COEFFICIENTS: [[i32; 2]; 7] =
    [[256, 0], [512, -256], [0, 0], [192, 64], [240, 0], [460, -208], [392, -232]];

/// Decodes one block of IMA ADPCM into interleaved samples. The block begins with a sample and a step for each channel.
/// Then each channel has four bytes in turn.
pub fn decode_ima(block: &[u8], channels: usize) -> Vec<i16> {
    let Some((head, body)) = block.split_at_checked(4 * channels) else {
        return Vec::new();
    };
    let mut decoders: Vec<Ima> = head.chunks_exact(4).map(Ima::new).collect();
    let mut samples: Vec<i16> = decoders.iter().map(|decoder| decoder.sample as i16).collect();
    for group in body.chunks_exact(4 * channels) {
        let start = samples.len();
        samples.resize(start + 8 * channels, 0);
        for (channel, (decoder, bytes)) in decoders.iter_mut().zip(group.chunks_exact(4)).enumerate() {
            let nibbles = bytes.iter().flat_map(|byte| [byte & 0x0f, byte >> 4]);
            for (frame, nibble) in nibbles.enumerate() {
                samples[start + frame * channels + channel] = decoder.next(nibble);
            }
        }
    }
    samples
}

/// The state of one channel.
struct Ima {
    sample: i32,
    index: i32,
}

impl Ima {
    fn new(head: &[u8]) -> Self {
        Self { sample: i16_at(head, 0).unwrap_or(0).into(), index: i32::from(head[2]).min(88) }
    }

    fn next(&mut self, nibble: u8) -> i16 {
        let step = IMA_STEPS[self.index as usize];
        let magnitude = i32::from(nibble & 7);
        let mut difference = step >> 3;
        for (bit, part) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            if magnitude & bit != 0 {
                difference += part;
            }
        }
        self.sample += if nibble & 8 == 0 { difference } else { -difference };
        self.sample = self.sample.clamp(-32_768, 32_767);
        self.index = (self.index + IMA_INDEX[magnitude as usize]).clamp(0, 88);
        self.sample as i16
    }
}

/// Decodes one block of Microsoft ADPCM into interleaved samples. The block begins with a predictor, a step and two samples
/// for each channel, the later sample first. Then each channel has four bits in turn. `coefficients` are those of the file.
pub fn decode_microsoft(block: &[u8], channels: usize, coefficients: &[[i32; 2]]) -> Vec<i16> {
    let Some((head, body)) = block.split_at_checked(7 * channels) else {
        return Vec::new();
    };
    let (predictors, values) = head.split_at(channels);
    let value = |row: usize, channel: usize| i32::from(i16_at(values, 2 * (row * channels + channel)).unwrap_or(0));
    let mut decoders: Vec<Microsoft> = (0..channels)
        .map(|channel| {
            let index = usize::from(predictors[channel]);
            let known = coefficients.get(index).or(MICROSOFT_COEFFICIENTS.get(index));
            Microsoft {
                coefficients: known.copied().unwrap_or_default(),
                step: value(0, channel),
                newest: value(1, channel),
                before: value(2, channel),
            }
        })
        .collect();
    let mut samples: Vec<i16> = decoders.iter().map(|decoder| decoder.before as i16).collect();
    samples.extend(decoders.iter().map(|decoder| decoder.newest as i16));
    let nibbles = body.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    for (index, nibble) in nibbles.enumerate() {
        samples.push(decoders[index % channels].next(nibble));
    }
    samples
}

/// The state of one channel.
struct Microsoft {
    coefficients: [i32; 2],
    step: i32,
    newest: i32,
    before: i32,
}

impl Microsoft {
    fn next(&mut self, nibble: u8) -> i16 {
        let predicted = (self.newest * self.coefficients[0] + self.before * self.coefficients[1]) / 256;
        let signed = (i32::from(nibble) ^ 8) - 8;
        let sample = signed.wrapping_mul(self.step).wrapping_add(predicted).clamp(-32_768, 32_767);
        self.before = self.newest;
        self.newest = sample;
        // A damaged file can make the step grow without limit.
        self.step = (MICROSOFT_ADAPTION[usize::from(nibble)] * self.step / 256).clamp(16, 1 << 20);
        sample as i16
    }
}
