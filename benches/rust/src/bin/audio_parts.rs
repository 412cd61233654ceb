//! Inner parts of the library's audio module beside what could replace them. They are not public, so their files are
//! compiled into this program.
//!
//!     audio_parts ROUNDS      prints the processor time of each way in each round, in nanoseconds, as a line of JSON
//!     audio_parts resample    resamples 48 kHz mono floats from the standard input to a 16 kHz WAV of floats on the output
//!
//! - The transform of 1,024 complex numbers beside rustfft, with SSE and with the registers that rustfft chooses.
//! - The conversion of a block of stereo floats to 16-bit mono samples, without AVX2 and by dasp_sample, which truncates
//!   instead of rounding.

#[path = "../../../../audio/src/avx2.rs"]
#[allow(dead_code)]
mod avx2;
#[path = "../../../../audio/src/resample/fft.rs"]
#[allow(dead_code)]
mod fft;
#[path = "../../../../audio/src/resample/mod.rs"]
#[allow(dead_code)]
mod resample;
#[path = "../../../../audio/src/sample.rs"]
#[allow(dead_code)]
mod sample;

use dasp_sample::Sample;
use hound::{SampleFormat, WavSpec, WavWriter};
use rustfft::{FftPlanner, FftPlannerSse, num_complex::Complex};
use std::{
    env,
    hint::black_box,
    io::{self, Cursor, Read, Write},
    sync::Arc,
};

/// How often a way runs in one measurement, because a single run is too short for the clock.
const REPEATS: usize = 1000;

type Way<'a> = (&'a str, Box<dyn FnMut()>);

fn main() {
    let argument = env::args().nth(1).expect("audio_parts ROUNDS, or audio_parts resample");
    if argument == "resample" {
        return resample_input();
    }
    let rounds = argument.parse().expect("a number");
    let planned = FftPlanner::new().plan_fft_forward(fft::POINTS);
    let mut ways: Vec<Way> = vec![("transform, convai", our_transform())];
    if let Ok(mut planner) = FftPlannerSse::new() {
        ways.push(("transform, rustfft with SSE", transform(planner.plan_fft_forward(fft::POINTS))));
    }
    ways.push(("transform, rustfft", transform(planned)));
    let conversions: Vec<Way> = vec![
        ("conversion, convai", conversion(ours)),
        ("conversion, the same loops without AVX2", conversion(without_avx2)),
        ("conversion, dasp_sample", conversion(by_dasp_sample)),
    ];
    let groups = [measure(rounds, ways), measure(rounds, conversions)];
    println!("{{{}}}", groups.concat().join(", "));
}

/// Floats instead of 16 bits, because rounding would hide the aliases of the resampler.
fn resample_input() {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).expect("samples");
    let input: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().expect("4 bytes"))).collect();
    let spec = WavSpec { channels: 1, sample_rate: 16_000, bits_per_sample: 32, sample_format: SampleFormat::Float };
    let mut file = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut file, spec).expect("a WAV");
    let mut resampler = resample::Resampler::new(48_000, spec.sample_rate);
    let mut write = |output: &[f32]| output.iter().for_each(|&sample| writer.write_sample(sample).expect("a sample"));
    // In pieces, as the library does.
    for piece in input.chunks(sample::BLOCK_SAMPLES) {
        resampler.push(piece.iter().copied(), &mut write);
    }
    resampler.finish(&mut write);
    writer.finalize().expect("a WAV");
    io::stdout().write_all(file.get_ref()).expect("the output");
}

fn our_transform() -> Box<dyn FnMut()> {
    let mut fft = fft::Fft::new();
    let mut block = Box::new([fft::Complex4::ZERO; fft::VECTORS]);
    Box::new(move || {
        fft.transform(&mut block);
        black_box(&mut block);
    })
}

fn transform(fft: Arc<dyn rustfft::Fft<f32>>) -> Box<dyn FnMut()> {
    let mut block = vec![Complex::new(0.0, 0.0); fft::POINTS];
    let mut scratch = vec![Complex::new(0.0, 0.0); fft.get_inplace_scratch_len()];
    Box::new(move || {
        fft.process_with_scratch(&mut block, &mut scratch);
        black_box(&mut block);
    })
}

fn conversion(convert: fn(&[u8], &mut [f32], &mut [u8])) -> Box<dyn FnMut()> {
    let frames = sample::BLOCK_SAMPLES;
    let samples = (0..2 * frames).flat_map(|i| ((i as f32 * 0.06).sin() * 0.5).to_le_bytes());
    let stereo: Vec<u8> = samples.collect();
    let (mut mono, mut output) = (vec![0.0; frames], vec![0; 2 * frames]);
    Box::new(move || {
        convert(&stereo, &mut mono, &mut output);
        black_box(&mut output);
    })
}

fn ours(stereo: &[u8], mono: &mut [f32], output: &mut [u8]) {
    avx2::average_floats::<2>(stereo, mono);
    avx2::f32_to_s16_bytes(mono, output);
}

fn without_avx2(stereo: &[u8], mono: &mut [f32], output: &mut [u8]) {
    sample::average_frames::<4, 2>(stereo, mono, |bytes| {
        let sample = f32::from_le_bytes(bytes);
        if sample.is_nan() { 0.0 } else { sample }
    });
    for (out, &sample) in output.chunks_exact_mut(2).zip(&*mono) {
        out.copy_from_slice(&sample::not_nan_to_i16(sample).to_le_bytes());
    }
}

fn by_dasp_sample(stereo: &[u8], _mono: &mut [f32], output: &mut [u8]) {
    let sample = |bytes: &[u8]| f32::from_le_bytes(bytes.try_into().expect("4 bytes"));
    for (out, frame) in output.chunks_exact_mut(2).zip(stereo.chunks_exact(8)) {
        let mean = 0.5 * (sample(&frame[..4]) + sample(&frame[4..]));
        out.copy_from_slice(&mean.to_sample::<i16>().to_le_bytes());
    }
}

/// Each way with the list of its times, as a member of a JSON object.
fn measure(rounds: usize, mut ways: Vec<Way>) -> Vec<String> {
    let mut times = vec![Vec::with_capacity(rounds); ways.len()];
    for _ in 0..rounds {
        for ((_, run), times) in ways.iter_mut().zip(&mut times) {
            run(); // once to warm the caches
            let start = processor_ns();
            (0..REPEATS).for_each(|_| run());
            times.push((processor_ns() - start) as f64 / REPEATS as f64);
        }
    }
    ways.iter().zip(&times).map(|((name, _), times)| format!("\"{name}\": {times:?}")).collect()
}

/// The processor time of this thread.
fn processor_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is valid for writing.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
