//! A typical Rust client: `reqwest::blocking` with `multipart::Form`.
//!
//!     reqwest_blocking WORKLOAD BASE_URL CALLS WARM_UP
//!
//! If BENCH_BASE64_SIMD is set, the base64 of a reply is borrowed from its body and decoded with vector instructions.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::blocking::{
    Client,
    multipart::{Form, Part},
};
use serde::Deserialize;
use std::{borrow::Cow, env, hint::black_box, time::Instant};

#[derive(Deserialize)]
struct Reply {
    text: String,
    audio: Option<String>,
}

#[derive(Deserialize)]
struct BorrowedReply<'a> {
    text: String,
    #[serde(borrow)]
    audio: Option<Cow<'a, str>>,
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let [_, workload, base_url, calls, warm_up] = arguments.as_slice() else {
        panic!("reqwest_blocking WORKLOAD BASE_URL CALLS WARM_UP")
    };
    let (calls, warm_up): (usize, usize) = (calls.parse().expect("a number"), warm_up.parse().expect("a number"));
    let client = Client::new();
    let url = format!("{base_url}/character/getResponse");
    let wav = ready_wav(workload);
    let read = if env::var_os("BENCH_BASE64_SIMD").is_some() { read_borrowed } else { read_owned };
    let call = || turn(&client, &url, workload, &wav, read);
    (0..warm_up).for_each(|_| call());
    let before = usage();
    let mut times: Vec<u64> = (0..calls)
        .map(|_| {
            let start = Instant::now();
            call();
            start.elapsed().as_nanos() as u64
        })
        .collect();
    report(&mut times, before);
}

/// The text of a reply, and its voice.
type Read = fn(&[u8]) -> (String, Option<Vec<u8>>);

fn read_owned(body: &[u8]) -> (String, Option<Vec<u8>>) {
    let reply: Reply = serde_json::from_slice(body).expect("JSON");
    (reply.text, reply.audio.map(|audio| STANDARD.decode(audio).expect("base64")))
}

fn read_borrowed(body: &[u8]) -> (String, Option<Vec<u8>>) {
    let reply: BorrowedReply = serde_json::from_slice(body).expect("JSON");
    let decode = |audio: Cow<str>| base64_simd::STANDARD.decode_to_vec(audio.as_bytes()).expect("base64");
    (reply.text, reply.audio.map(decode))
}

fn turn(client: &Client, url: &str, workload: &str, wav: &[u8], read: Read) {
    let form = Form::new()
        .text("charID", "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001")
        .text("sessionID", "-1")
        .text("voiceResponse", if workload == "audio" { "True" } else { "False" });
    let form = if wav.is_empty() {
        form.text("userText", "What is your name?")
    } else {
        let part = Part::bytes(wav.to_vec()).file_name("audio.wav").mime_str("audio/wav").expect("a constant");
        form.part("file", part)
    };
    let body = client
        .post(url)
        .header("CONVAI-API-KEY", "0123456789abcdef0123456789abcdef")
        .multipart(form)
        .send()
        .and_then(reqwest::blocking::Response::error_for_status)
        .map(|response| response.bytes().expect("a whole reply"))
        .expect("a reply");
    let (text, audio) = read(&body);
    assert!(!text.is_empty());
    if let Some(wav) = audio {
        assert!(wav.len() == 1 << 20 && wav.starts_with(b"RIFF"));
        black_box(wav);
    }
}

/// The file that the other clients send: a header and a ramp.
fn ready_wav(workload: &str) -> Vec<u8> {
    let bytes = match workload {
        "spoken" => 204_800,
        "pcm" => 44 + 960_000,
        "pcm16k" => 44 + 320_000,
        _ => return Vec::new(),
    };
    (0..bytes).map(|at| (at * 7) as u8).collect()
}

/// The processor time in microseconds, and the voluntary context switches.
fn usage() -> (u64, u64) {
    // SAFETY: all zeros is a valid value, and the struct outlives the call.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let microseconds = |time: libc::timeval| time.tv_sec as u64 * 1_000_000 + time.tv_usec as u64;
    (microseconds(usage.ru_utime) + microseconds(usage.ru_stime), usage.ru_nvcsw as u64)
}

fn report(times: &mut [u64], before: (u64, u64)) {
    let after = usage();
    let calls = times.len() as f64;
    times.sort_unstable();
    println!(
        "{{\"median_ns\": {}, \"p99_ns\": {}, \"cpu_ns\": {:.0}, \"switches\": {:.2}}}",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        (after.0 - before.0) as f64 * 1e3 / calls,
        (after.1 - before.1) as f64 / calls,
    );
}
