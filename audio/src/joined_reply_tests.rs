use super::*;
use std::io::Cursor;

fn samples(frames: usize, channels: u16) -> Vec<i16> {
    (0..frames * usize::from(channels)).map(|i| ((i * i * 31) % 60_000) as i16).collect()
}

/// A WAV file that hound writes.
fn wav_file(rate: u32, channels: u16, bits: u16, samples: &[i16]) -> Vec<u8> {
    let spec =
        hound::WavSpec { channels, sample_rate: rate, bits_per_sample: bits, sample_format: hound::SampleFormat::Int };
    let mut file = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
    for &sample in samples {
        writer.write_sample(i32::from(sample) << (bits - 16)).unwrap();
    }
    writer.finalize().unwrap();
    file.into_inner()
}

fn raw(samples: &[i16]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

/// The same file with a chunk of odd length before its samples.
fn with_odd_chunk(file: &[u8], padding: &[u8]) -> Vec<u8> {
    [&file[..12], b"LIST\x03\0\0\0odd", padding, &file[12..]].concat()
}

/// The same file with another length of its samples, as a writer leaves it that cannot go back.
fn with_length(mut file: Vec<u8>, length: u32) -> Vec<u8> {
    let at = wav::parse(&file).unwrap().data.start;
    file[4..8].copy_from_slice(&length.to_le_bytes());
    file[at - 4..at].copy_from_slice(&length.to_le_bytes());
    file
}

struct Joined {
    samples: Vec<i16>,
    /// How many samples there were after each piece and after the end.
    lengths: Vec<usize>,
    format: (u32, u16),
}

fn join(pieces: &[Vec<u8>], rate_hint: Option<u32>) -> Joined {
    let mut reply = JoinedReply::default();
    let (mut samples, mut lengths) = (Vec::new(), Vec::new());
    for piece in pieces {
        samples.extend(reply.push(piece, rate_hint).unwrap());
        lengths.push(samples.len());
    }
    let format = reply.format().expect("samples came");
    samples.extend(reply.finish().unwrap());
    lengths.push(samples.len());
    Joined { samples, lengths, format }
}

#[test]
fn pieces_of_one_rate_are_the_whole_sample_by_sample() {
    for (channels, bits) in [(1, 16), (2, 16), (1, 24), (2, 32)] {
        let whole = samples(1000, channels);
        let parts: Vec<&[i16]> = whole.chunks(337 * usize::from(channels)).collect();
        let file = |part: &&[i16]| wav_file(24_000, channels, bits, part);
        let ends: Vec<usize> = parts
            .iter()
            .scan(0, |sum, part| {
                *sum += part.len();
                Some(*sum)
            })
            .collect();
        let shapes: [fn(Vec<u8>) -> Vec<u8>; 6] = [
            |file| file,
            |file| with_odd_chunk(&file, b"\0"),
            |file| with_odd_chunk(&file, b""),
            |file| with_length(file, u32::MAX),
            |file| with_length(file, 0),
            |file| with_length(file, 0x7FFF_FFFF),
        ];
        for (number, shape) in shapes.into_iter().enumerate() {
            let pieces: Vec<_> = parts.iter().map(|part| shape(file(part))).collect();
            let joined = join(&pieces, Some(8_000));
            assert!(joined.samples == whole, "{channels} channels of {bits} bits, shape {number}");
            assert_eq!(joined.format, (24_000, channels));
            assert_eq!(joined.lengths[..ends.len()], ends, "no sample is held back");
        }
    }
}

#[test]
fn a_header_counts_for_the_raw_samples_after_it_wherever_they_are_divided() {
    for (channels, bits) in [(1, 16), (2, 16), (1, 24)] {
        let whole = samples(300, channels);
        let file = wav_file(22_050, channels, bits, &whole);
        let start = wav::parse(&file).unwrap().data.start;
        for declared in [wav::parse(&file).unwrap().data.len() as u32, u32::MAX, 0] {
            let file = with_length(file.clone(), declared);
            for size in [1, 2, 3, 5, 64, 333] {
                let mut pieces = vec![file[..start + size].to_vec()];
                pieces.extend(file[start + size..].chunks(size).map(<[u8]>::to_vec));
                let joined = join(&pieces, Some(8_000));
                assert!(joined.samples == whole, "{bits} bits in pieces of {size}, {declared} declared");
                assert_eq!(joined.format, (22_050, channels), "the header takes precedence over the hint");
            }
        }
    }
}

#[test]
fn raw_samples_take_their_rate_from_the_reply() {
    let whole = samples(100, 1);
    let mut reply = JoinedReply::default();
    assert!(reply.push(&raw(&whole), None).unwrap_err().message.contains("no sample rate was given"));
    let bytes = raw(&whole);
    let mut joined = reply.push(&bytes[..33], Some(16_000)).unwrap();
    // Later pieces need no hint, and may begin with any bytes.
    joined.extend(reply.push(&bytes[33..], None).unwrap());
    joined.extend(reply.push(b"ID3 and more words", None).unwrap());
    assert_eq!(reply.format(), Some((16_000, 1)));
    assert_eq!(joined[..100], whole);
    assert_eq!(joined.len(), 109);
}

#[test]
fn an_odd_byte_before_a_wav_file_is_dropped() {
    let whole = samples(20, 1);
    let first = [raw(&whole[..10]), vec![7]].concat();
    let joined = join(&[first, wav_file(16_000, 1, 16, &whole[10..])], Some(16_000));
    assert_eq!(joined.samples, whole);
}

#[test]
fn a_piece_that_cannot_be_read_leaves_out_its_samples_only() {
    let whole = samples(20, 1);
    let mut reply = JoinedReply::default();
    assert!(reply.push(b"ID3\x04\0\0\0\0\0\0", Some(8_000)).unwrap_err().message.contains("an MP3"));
    assert!(reply.push(b"RIFF\x04\0\0\0WAVE", None).unwrap_err().message.contains("'fmt '"));
    let mut joined = reply.push(&wav_file(16_000, 1, 16, &whole[..10]), None).unwrap();
    assert!(reply.push(&wav_file(4_000, 1, 16, &whole), None).unwrap_err().message.contains("4000 Hz is out of range"));
    assert!(reply.push(&wav_file(16_000, 33, 16, &samples(1, 33)), None).unwrap_err().message.contains("33 channels"));
    joined.extend(reply.push(&wav_file(16_000, 1, 16, &[]), None).unwrap());
    joined.extend(reply.push(&wav_file(16_000, 1, 16, &whole[10..]), None).unwrap());
    assert_eq!(joined, whole);
    assert!(reply.finish().unwrap().is_empty());
}

#[test]
fn other_channels_are_averaged_or_duplicated() {
    let mono = wav_file(16_000, 1, 16, &[100, -200]);
    let stereo = wav_file(16_000, 2, 16, &[1, 4, i16::MAX, i16::MAX]);
    assert_eq!(join(&[mono.clone(), stereo.clone()], None).samples, [100, -200, 2, i16::MAX]);
    assert_eq!(join(&[stereo, mono], None).samples, [1, 4, i16::MAX, i16::MAX, 100, 100, -200, -200]);
}

#[test]
fn another_rate_is_resampled_to_the_first_without_a_gap() {
    let tone = |rate: u32, range: std::ops::Range<usize>| -> Vec<i16> {
        let step = std::f64::consts::TAU * 300.0 / f64::from(rate);
        range.map(|i| ((step * i as f64).sin() * 20_000.0).round() as i16).collect()
    };
    for (first, second) in [(24_000, 16_000), (16_000, 44_100), (22_050, 24_000), (8_000, 192_000)] {
        for channels in [1u16, 2] {
            let spread = |mono: Vec<i16>| -> Vec<i16> {
                mono.into_iter().flat_map(|sample| std::iter::repeat_n(sample, channels.into())).collect()
            };
            // A second of the tone: half a second at the first rate, a third at the second in two pieces, the rest.
            let (half, most) = (first as usize / 2, first as usize * 5 / 6);
            let at = |frames: usize| frames * second as usize / first as usize;
            let ranges = [at(half)..at(half) + 501, at(half) + 501..at(most)];
            let [a, b] = ranges.map(|range| wav_file(second, channels, 16, &spread(tone(second, range))));
            let start = wav_file(first, channels, 16, &spread(tone(first, 0..half)));
            let end = wav_file(first, channels, 16, &spread(tone(first, most..first as usize)));
            let joined = join(&[start, a, b, end], None);
            assert_eq!(joined.format, (first, channels));
            let whole = spread(tone(first, 0..first as usize));
            let frames = joined.samples.len() / usize::from(channels);
            assert!(frames.abs_diff(first as usize) <= 1, "{frames} of {first} frames");
            let (mut first_difference, mut largest) = (None, 0);
            for (at, (joined, whole)) in joined.samples.iter().zip(&whole).enumerate() {
                let difference = joined.abs_diff(*whole);
                first_difference = first_difference.or((difference > 0).then_some(at));
                // The filter rings where the resampled part begins and ends, because it sees silence beyond.
                let frame = at / usize::from(channels);
                let near_a_switch =
                    [half, most].iter().any(|switch| frame.abs_diff(*switch) < 120 * first.div_ceil(second) as usize);
                if !near_a_switch && frame < most {
                    largest = largest.max(difference);
                }
            }
            assert!(largest <= 2, "{second} in {first}: off by {largest}");
            assert!(first_difference.is_none_or(|at| at >= half * usize::from(channels)), "{first_difference:?}");
        }
    }
}

#[test]
fn the_file_of_a_joined_reply_is_read_by_hound() {
    for channels in [1, 2, 32] {
        let whole = samples(50, channels);
        let audio = joined_wav(whole.chunks(32 * 7), 24_000, channels).unwrap();
        let mut reader = hound::WavReader::new(Cursor::new(&audio.wav)).unwrap();
        let spec = reader.spec();
        assert_eq!((spec.sample_rate, spec.channels, spec.bits_per_sample), (24_000, channels, 16));
        assert_eq!(reader.samples::<i16>().map(Result::unwrap).collect::<Vec<_>>(), whole);
        assert_eq!((audio.frames, audio.channels, audio.sample_rate), (50, channels, 24_000));
        assert_eq!(audio.samples, SampleStorage::InWav(44..audio.wav.len()));
    }
    assert_eq!(joined_wav([].into_iter(), 24_000, 1).unwrap().frames, 0);
}
