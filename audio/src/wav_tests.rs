use super::*;
use std::io::Cursor;

fn chunk(id: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = [id.as_slice(), &(body.len() as u32).to_le_bytes(), body].concat();
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

fn format(tag: u16, channels: u16, rate: u32, frame_bytes: u16, bits: u16) -> Vec<u8> {
    let mut body = [tag.to_le_bytes(), channels.to_le_bytes()].concat();
    body.extend(rate.to_le_bytes());
    body.extend((rate * u32::from(frame_bytes)).to_le_bytes());
    body.extend(frame_bytes.to_le_bytes());
    body.extend(bits.to_le_bytes());
    body
}

fn mono_16() -> Vec<u8> {
    chunk(b"fmt ", &format(1, 1, 22_050, 2, 16))
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WAVE".to_vec(), chunks.concat()].concat();
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

fn error(bytes: &[u8]) -> String {
    parse(bytes).unwrap_err().message
}

#[test]
fn hound_reads_the_header_that_is_written() {
    let samples: Vec<i16> = (-500..500).map(|i| i * 61).collect();
    let mut file = header(24_000, 1, 2000).to_vec();
    file.extend(samples.iter().flat_map(|s| s.to_le_bytes()));
    let mut reader = hound::WavReader::new(Cursor::new(&file)).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 24_000, 16));
    assert_eq!(spec.sample_format, hound::SampleFormat::Int);
    assert_eq!(reader.samples::<i16>().map(Result::unwrap).collect::<Vec<_>>(), samples);
    assert_eq!(parse(&file).unwrap().data, 44..2044);
}

#[test]
fn every_kind_of_file_that_hound_writes_is_read() {
    for (bits, float) in [(8, false), (16, false), (24, false), (32, false), (32, true)] {
        for channels in [1, 2, 6] {
            let spec = hound::WavSpec {
                channels,
                sample_rate: 44_100,
                bits_per_sample: bits,
                sample_format: if float { hound::SampleFormat::Float } else { hound::SampleFormat::Int },
            };
            let mut file = Cursor::new(Vec::new());
            let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
            for i in 0..i32::from(channels) * 11 {
                if float { writer.write_sample(i as f32).unwrap() } else { writer.write_sample(i).unwrap() }
            }
            writer.finalize().unwrap();
            let info = parse(file.get_ref()).unwrap();
            assert_eq!((info.channels, info.sample_rate, info.bits_per_sample), (channels, 44_100, bits));
            assert_eq!(info.encoding, if float { SampleEncoding::Float } else { SampleEncoding::Int });
            assert_eq!(info.frames(), 11);
            assert!(!info.truncated);
        }
    }
}

#[test]
fn chunks_may_come_in_any_order() {
    let data = chunk(b"data", &[1, 2, 3, 4]);
    let list = chunk(b"LIST", b"INFOISFT\x05\0\0\0Lavf\0\0");
    let odd = chunk(b"note", b"odd");
    for chunks in [
        vec![mono_16(), list.clone(), data.clone()],
        vec![list, odd.clone(), mono_16(), odd.clone(), data.clone(), odd.clone()],
        vec![data, odd, mono_16()],
    ] {
        let file = riff(&chunks);
        let info = parse(&file).unwrap();
        assert_eq!(file[info.data.clone()], [1, 2, 3, 4]);
        assert!(!info.truncated && !info.open_ended);
    }
}

#[test]
fn a_missing_byte_of_padding_is_tolerated() {
    let mut odd = chunk(b"LIST", b"odd");
    odd.pop();
    let file = riff(&[mono_16(), odd, chunk(b"data", &[9; 6])]);
    assert_eq!(file[parse(&file).unwrap().data], [9; 6]);
}

#[test]
fn extensible_headers_are_read() {
    for (tag, bits, encoding) in [(1, 24, SampleEncoding::Int), (3, 32, SampleEncoding::Float)] {
        let mut body = format(0xFFFE, 2, 48_000, 2 * bits / 8, bits);
        body.extend([22, 0, bits as u8, 0, 3, 0, 0, 0, tag, 0]);
        body.extend(b"\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71");
        let file = riff(&[chunk(b"fmt ", &body), chunk(b"data", &[0; 48])]);
        let info = parse(&file).unwrap();
        assert_eq!((info.encoding, info.bits_per_sample, info.channels), (encoding, bits, 2));
        let short = riff(&[chunk(b"fmt ", &body[..20]), chunk(b"data", &[0; 48])]);
        assert!(error(&short).contains("too short"));
    }
}

#[test]
fn the_size_of_a_sample_is_that_of_its_container() {
    let bits_of = |channels, frame_bytes, bits| {
        let fmt = chunk(b"fmt ", &format(1, channels, 8_000, frame_bytes, bits));
        parse(&riff(&[fmt, chunk(b"data", &[0; 48])])).unwrap().bits_per_sample
    };
    assert_eq!(bits_of(1, 2, 12), 16);
    assert_eq!(bits_of(2, 8, 24), 32);
    assert_eq!(bits_of(1, 3, 20), 24);
    // An invalid frame size.
    assert_eq!(bits_of(2, 0, 16), 16);
    assert_eq!(bits_of(2, 2, 16), 16);
    assert_eq!(bits_of(2, 5, 16), 16);
}

#[test]
fn data_without_a_valid_length_extends_to_the_end_of_the_file() {
    for (length, truncated) in
        [(0, false), (u32::MAX, false), (0x7FFF_FFFF, false), (0xFFFF_FFDB, false), (9, true), (70_000, true)]
    {
        let mut file = riff(&[mono_16(), chunk(b"data", &[7; 8])]);
        file[40..44].copy_from_slice(&u32::to_le_bytes(length));
        if length == 0 {
            file[4..8].fill(0xFF);
        }
        let info = parse(&file).unwrap();
        assert_eq!(info.data, 44..52, "{length}");
        assert_eq!(info.truncated, truncated, "{length}");
        assert!(info.open_ended);
        fill_in_lengths(&mut file, &info);
        assert_eq!(hound::WavReader::new(Cursor::new(&file)).unwrap().len(), 4);
    }
}

#[test]
fn a_file_whose_header_declares_no_data_is_empty() {
    let info = parse(&riff(&[mono_16(), chunk(b"data", &[]), chunk(b"LIST", &[1; 20])])).unwrap();
    assert_eq!(info.frames(), 0);
    assert_eq!(parse(&header(8_000, 1, 0)).unwrap().frames(), 0);
}

#[test]
fn an_incomplete_last_frame_is_ignored() {
    let fmt = chunk(b"fmt ", &format(1, 2, 8_000, 4, 16));
    let mut file = riff(&[fmt, chunk(b"data", &[5; 10])]);
    let info = parse(&file).unwrap();
    assert_eq!(info.data.len(), 8);
    file[40..44].fill(0xFF);
    let info = parse(&file).unwrap();
    fill_in_lengths(&mut file, &info);
    assert_eq!(file.len(), 52);
    assert_eq!(hound::WavReader::new(Cursor::new(&file)).unwrap().duration(), 2);
}

#[test]
fn errors_name_what_is_wrong_with_the_container() {
    assert!(error(b"").contains("fewer than 4 bytes"));
    assert!(error(b"OggS plus more").contains("does not begin with RIFF"));
    assert!(error(b"RIFX\0\0\0\0WAVE").contains("big-endian"));
    assert!(error(b"RF64\xFF\xFF\xFF\xFFWAVE").contains("64-bit"));
    assert!(error(b"RIFF\0\0\0\0AVI ").contains("not WAVE"));
    assert!(error(b"RIFF\0\0").contains("the WAV is truncated"));
    assert!(error(&riff(&[chunk(b"data", &[0; 4])])).contains("no 'fmt ' chunk"));
    assert!(error(&riff(&[mono_16()])).contains("no 'data' chunk"));
    assert!(error(&riff(&[chunk(b"fmt ", &[1, 0]), chunk(b"data", &[0; 4])])).contains("too short"));
}

#[test]
fn errors_name_unsupported_codecs_and_sample_sizes() {
    let with = |tag, channels, rate, bits| {
        let fmt = chunk(b"fmt ", &format(tag, channels, rate, 0, bits));
        error(&riff(&[fmt, chunk(b"data", &[0; 8])]))
    };
    assert!(with(7, 1, 8_000, 8).contains("mu-law audio, which is not supported; save it as uncompressed"));
    assert!(with(6, 1, 8_000, 8).contains("A-law"));
    assert!(with(0x11, 1, 8_000, 4).contains("IMA ADPCM"));
    assert!(with(0x55, 1, 8_000, 0).contains("MP3"));
    assert!(with(0x1234, 1, 8_000, 16).contains("unknown codec 0x1234"));
    assert!(with(1, 1, 8_000, 0).contains("0 bits"));
    assert!(with(1, 1, 8_000, 64).contains("64 bits"));
    assert!(with(3, 1, 8_000, 16).contains("16 bits"));
    assert!(with(1, 1, 8_000, u16::MAX).contains("65535 bits"));
    assert!(with(1, 0, 8_000, 16).contains("0 channels"));
    assert!(with(1, 1, 0, 16).contains("0 Hz"));
}

#[test]
fn more_data_than_a_wav_can_hold_is_rejected() {
    assert_eq!(checked_data_bytes(2_147_483_629), Ok(MAX_DATA_BYTES as u32));
    assert!(checked_data_bytes(2_147_483_630).unwrap_err().message.contains("more than a WAV can hold"));
    assert!(checked_data_bytes(u64::MAX).is_err());
    // The lengths of the largest file do not overflow.
    let riff = header(192_000, 1, MAX_DATA_BYTES as u32);
    assert_eq!(u32::from_le_bytes(riff[4..8].try_into().unwrap()), u32::MAX - 1);
}

#[test]
fn a_file_truncated_anywhere_is_an_error_or_shorter_audio() {
    let file = riff(&[chunk(b"LIST", b"odd"), mono_16(), chunk(b"data", &[3; 40])]);
    for length in 0..file.len() {
        if let Ok(info) = parse(&file[..length]) {
            assert!(info.data.end <= length && info.frames() < 20 && info.truncated, "{length}");
        }
    }
}

#[test]
fn no_input_causes_a_panic() {
    let whole = riff(&[chunk(b"LIST", b"odd"), mono_16(), chunk(b"data", &[3; 40])]);
    let mut seed = 99u64;
    let mut random = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for _ in 0..50_000 {
        let mut file = whole.clone();
        for _ in 0..random() % 4 + 1 {
            let at = random() as usize % file.len();
            file[at] = random() as u8;
        }
        file.truncate(random() as usize % (file.len() + 1));
        if let Ok(info) = parse(&file) {
            assert!(info.data.start <= info.data.end && info.data.end <= file.len());
            fill_in_lengths(&mut file, &info);
            let again = parse(&file).unwrap();
            assert_eq!((again.frames(), again.data), (info.frames(), info.data.clone()));
        }
    }
}
