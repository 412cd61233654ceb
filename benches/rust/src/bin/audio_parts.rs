//! Inner parts of the library's audio module beside what could replace them. They are not public, so their files are
//! compiled into this program.
//!
//!     audio_parts ROUNDS    prints the median processor time of each way, in nanoseconds, and the median ratio to ours
//!
//! - The transform of 1,024 complex numbers beside rustfft, with SSE and with the registers that rustfft chooses.
//! - The conversion of a block of stereo floats to 16-bit mono samples, without AVX2 and by dasp_sample, which truncates
//!   instead of rounding.

#[path = "../../../../src/audio/avx2.rs"]
mod avx2;
#[path = "../../../../src/audio/resample/fft.rs"]
#[allow(dead_code)]
mod fft;
#[path = "../../../../src/audio/sample.rs"]
#[allow(dead_code)]
mod sample;

use dasp_sample::Sample;
use rustfft::{FftPlanner, FftPlannerSse, num_complex::Complex};
use std::{env, hint::black_box, sync::Arc};

/// How often a way runs in one measurement, because a single run is too short for the clock.
const REPEATS: usize = 1000;

type Way<'a> = (&'a str, Box<dyn FnMut()>);

fn main() {
    let rounds = env::args().nth(1).and_then(|rounds| rounds.parse().ok()).expect("audio_parts ROUNDS");
    let planned = FftPlanner::new().plan_fft_forward(fft::POINTS);
    let mut ways: Vec<Way> = vec![("transform, ours", our_transform())];
    if let Ok(mut planner) = FftPlannerSse::new() {
        ways.push(("transform, rustfft with SSE", transform(planner.plan_fft_forward(fft::POINTS))));
    }
    ways.push(("transform, rustfft", transform(planned)));
    measure(rounds, ways);
    let conversions: Vec<Way> = vec![
        ("conversion, ours", conversion(ours)),
        ("conversion, without AVX2", conversion(without_avx2)),
        ("conversion, dasp_sample", conversion(by_dasp_sample)),
    ];
    measure(rounds, conversions);
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

/// Prints the median time of each way, and the median over the rounds of the ratio of the first way's time to its time.
fn measure(rounds: usize, mut ways: Vec<Way>) {
    let mut times = vec![Vec::with_capacity(rounds); ways.len()];
    for _ in 0..rounds {
        for ((_, run), times) in ways.iter_mut().zip(&mut times) {
            run(); // once to warm the caches
            let start = processor_ns();
            (0..REPEATS).for_each(|_| run());
            times.push((processor_ns() - start) as f64 / REPEATS as f64);
        }
    }
    for ((name, _), of_way) in ways.iter().zip(&times) {
        let ratios = times[0].iter().zip(of_way).map(|(ours, other)| ours / other).collect();
        println!("{name}: {:.0} ns, ours / this {:.2}", median(of_way.clone()), median(ratios));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The processor time of this thread.
fn processor_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is valid for writing.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
