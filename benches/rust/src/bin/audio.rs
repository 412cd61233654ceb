//! hound and rubato, with which a Rust program would convert, resample and read WAV files.
//!
//!     audio ROUNDS                 prints the median processor time of each case, in nanoseconds, as a line of JSON
//!     audio resample BLOCK_FRAMES  resamples 48 kHz mono floats from the standard input to a 16 kHz WAV on the output

use audioadapter_buffers::direct::InterleavedSlice;
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use rubato::{Fft, FixedSync, Resampler, WindowFunction};
use std::{
    env,
    hint::black_box,
    io::{self, Cursor, Read, Write},
};

const FROM: usize = 48_000;
const TO: usize = 16_000;
const FRAMES: usize = 10 * FROM;

/// The block size in the documentation of rubato.
const BLOCK: usize = 1024;
/// The fastest block size, which takes one transform.
const LONG_BLOCK: usize = 3072;
/// A rate whose ratio to 16 kHz has large terms.
const ODD: usize = 44_100;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["resample", block] => filter(block.parse().expect("a number")),
        [rounds] => measure(rounds.parse().expect("a number")),
        _ => panic!("audio ROUNDS, or audio resample BLOCK_FRAMES"),
    }
}

fn measure(rounds: usize) {
    let stereo = input();
    let mono = mix(&stereo);
    let wav = write_wav(&mono, FROM as u32);
    let cases: [(&str, &dyn Fn()); 6] = [
        ("hound", &|| drop(black_box(write_wav(&mix(&stereo), FROM as u32)))),
        ("rubato + hound", &|| drop(black_box(write_wav(&resample(&mix(&stereo), BLOCK), TO as u32)))),
        ("rubato + hound 44.1k", &|| drop(black_box(write_wav(&resample_from(&mix(&stereo), ODD, BLOCK), TO as u32)))),
        ("rubato alone, mono floats", &|| drop(black_box(resample(&mono, BLOCK)))),
        ("rubato alone, longest block", &|| drop(black_box(resample(&mono, LONG_BLOCK)))),
        ("hound reads", &|| drop(black_box(read_wav(&wav)))),
    ];
    let mut times = vec![Vec::with_capacity(rounds); cases.len()];
    for _ in 0..rounds {
        for ((_, run), times) in cases.iter().zip(&mut times) {
            run(); // once to warm the caches
            let start = processor_ns();
            run();
            times.push(processor_ns() - start);
        }
    }
    let medians = cases.iter().zip(&mut times).map(|((name, _), times)| {
        times.sort_unstable();
        format!("\"{name}\": {}", times[rounds / 2])
    });
    println!("{{{}}}", medians.collect::<Vec<_>>().join(", "));
}

/// Writes a float WAV file, because rounding to 16 bits would hide the aliases of the resampler.
fn filter(block: usize) {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).expect("samples");
    let input: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().expect("4 bytes"))).collect();
    let mut file = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut file, spec(TO as u32, 32, SampleFormat::Float)).expect("a WAV");
    resample(&input, block).iter().for_each(|&sample| writer.write_sample(sample).expect("a sample"));
    writer.finalize().expect("a WAV");
    io::stdout().write_all(file.get_ref()).expect("the output");
}

/// The input of the programs in C and Python.
fn input() -> Vec<f32> {
    (0..FRAMES)
        .flat_map(|at| {
            let time = at as f64 / FROM as f64;
            let left = 0.5 * (2765.0 * time).sin() + 0.2 * (17_341.0 * time).sin();
            [left as f32, (0.6 * (1311.0 * time).sin()) as f32]
        })
        .collect()
}

fn mix(stereo: &[f32]) -> Vec<f32> {
    stereo.chunks_exact(2).map(|frame| 0.5 * (frame[0] + frame[1])).collect()
}

fn spec(sample_rate: u32, bits_per_sample: u16, sample_format: SampleFormat) -> WavSpec {
    WavSpec { channels: 1, sample_rate, bits_per_sample, sample_format }
}

/// With the fast path of hound for 16-bit samples.
fn write_wav(mono: &[f32], rate: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::with_capacity(44 + 2 * mono.len()));
    let mut writer = WavWriter::new(&mut file, spec(rate, 16, SampleFormat::Int)).expect("a WAV");
    let mut samples = writer.get_i16_writer(mono.len() as u32);
    mono.iter().for_each(|sample| samples.write_sample((sample * 32_768.0) as i16));
    samples.flush().expect("samples");
    writer.finalize().expect("a WAV");
    file.into_inner()
}

fn read_wav(wav: &[u8]) -> Vec<i16> {
    let reader = WavReader::new(wav).expect("a WAV");
    reader.into_samples().collect::<Result<_, _>>().expect("samples")
}

fn resample(mono: &[f32], block: usize) -> Vec<f32> {
    resample_from(mono, FROM, block)
}

fn resample_from(mono: &[f32], from: usize, block: usize) -> Vec<f32> {
    let mut resampler = match block {
        BLOCK => Fft::<f32>::new(from, TO, block, 1, FixedSync::Both),
        _ => Fft::<f32>::new_custom(from, TO, block, 1, 1, WindowFunction::BlackmanHarris2, FixedSync::Both),
    }
    .expect("a resampler");
    let length = resampler.process_all_needed_output_len(mono.len());
    let mut output = vec![0.0; length];
    let from = InterleavedSlice::new(mono, 1, mono.len()).expect("a buffer");
    let mut to = InterleavedSlice::new_mut(&mut output, 1, length).expect("a buffer");
    let (_, frames) = resampler.process_all_into_buffer(&from, &mut to, mono.len(), None).expect("samples");
    output.truncate(frames);
    output
}

fn processor_ns() -> u64 {
    // SAFETY: all zeros is a valid value, and the struct outlives the call.
    let now = unsafe {
        let mut now: libc::timespec = std::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut now);
        now
    };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}
