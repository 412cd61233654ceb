//! A service for the benchmarks: one thread, keep-alive connections and prepared replies, so that its own cost is small and
//! the same for every client.
//!
//! The first segment of the path selects the reply to a POST: /text has 211 bytes, /audio has 1 MiB of voice, and /hold is
//! sent after a GET of /release. A GET returns: /cost the processor time of the server in nanoseconds and the number of
//! requests, /size the length of the reply with voice, /waiting the number of held requests, /closed the times at which
//! the connections of held requests were closed (CLOCK_MONOTONIC, in nanoseconds). The server prints its address, and ends
//! when its standard input is closed.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    Method, Request, Response,
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{cell::Cell, cell::RefCell, convert::Infallible, pin::Pin, rc::Rc};
use tokio::{io::AsyncReadExt, net::TcpListener, sync::Notify, task::LocalSet};

const TEXT_BYTES: usize = 211;
const VOICE_BYTES: usize = 1 << 20;
const VOICE_RATE: u32 = 24_000;

struct Service {
    text: Bytes,
    audio: Bytes,
    requests: Cell<u64>,
    waiting: Cell<usize>,
    closed: RefCell<Vec<u64>>,
    release: Notify,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    LocalSet::new().run_until(serve()).await
}

async fn serve() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let service = Rc::new(Service {
        text: text_reply(),
        audio: audio_reply(),
        requests: Cell::new(0),
        waiting: Cell::new(0),
        closed: RefCell::default(),
        release: Notify::new(),
    });
    tokio::task::spawn_local(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            let service = Rc::clone(&service);
            tokio::task::spawn_local(async move {
                let answer = service_fn(move |request| respond(Rc::clone(&service), request));
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
            });
        }
    });
    let mut rest = Vec::new();
    tokio::io::stdin().read_to_end(&mut rest).await.map(drop)
}

async fn respond(service: Rc<Service>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, mut body) = request.into_parts();
    while let Some(Ok(_)) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {}
    let route = head.uri.path().split('/').nth(1).unwrap_or_default();
    if head.method == Method::GET {
        return Ok(json(service.report(route)));
    }
    service.requests.set(service.requests.get() + 1);
    match route {
        "audio" => return Ok(json(service.audio.clone())),
        "hold" => service.hold().await,
        _ => {}
    }
    Ok(json(service.text.clone()))
}

impl Service {
    /// A request that is dropped while it waits has lost its connection.
    async fn hold(&self) {
        struct Held<'a>(&'a Service, bool);
        impl Drop for Held<'_> {
            fn drop(&mut self) {
                self.0.waiting.set(self.0.waiting.get() - 1);
                if !self.1 {
                    self.0.closed.borrow_mut().push(clock(libc::CLOCK_MONOTONIC));
                }
            }
        }
        self.waiting.set(self.waiting.get() + 1);
        let mut held = Held(self, false);
        self.release.notified().await;
        held.1 = true;
    }

    fn report(&self, route: &str) -> Bytes {
        match route {
            "cost" => format!("[{}, {}]", clock(libc::CLOCK_PROCESS_CPUTIME_ID), self.requests.get()).into(),
            "size" => self.audio.len().to_string().into(),
            "waiting" => self.waiting.get().to_string().into(),
            "closed" => format!("{:?}", self.closed.borrow()).into(),
            "release" => {
                self.release.notify_waiters();
                "true".into()
            }
            _ => "null".into(),
        }
    }
}

fn json(body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    response.headers_mut().insert("content-type", "application/json".parse().expect("a constant"));
    response
}

fn text_reply() -> Bytes {
    let reply = |text: &str| {
        format!(
            "{{\"charID\": \"0e8c5a3a-1d2f-11f0-9c3b-42010a7be001\", \"text\": \"{text}\", \"audio\": null, \
             \"sample_rate\": null, \"sessionID\": \"7bc5f4c2ad3d45cfa5b6b7a5b4a4a1b2\"}}"
        )
    };
    let start = "I am Pell, and I keep the ferry";
    let filler = "x".repeat(TEXT_BYTES.saturating_sub(reply(start).len() + 2));
    let reply = reply(&format!("{start} {filler}."));
    assert_eq!(reply.len(), TEXT_BYTES);
    reply.into()
}

fn audio_reply() -> Bytes {
    let mut wav = Vec::with_capacity(VOICE_BYTES);
    let data = VOICE_BYTES as u32 - 44;
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(data + 36).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&VOICE_RATE.to_le_bytes());
    wav.extend_from_slice(&(2 * VOICE_RATE).to_le_bytes());
    wav.extend_from_slice(b"\x02\0\x10\0data");
    wav.extend_from_slice(&data.to_le_bytes());
    // Noise: its base64 has every character, like that of speech.
    let mut state = 1u32;
    while wav.len() < VOICE_BYTES {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        wav.extend_from_slice(&((state >> 16) as u16).to_le_bytes());
    }
    let audio = STANDARD.encode(wav);
    format!(
        "{{\"charID\": \"0e8c5a3a-1d2f-11f0-9c3b-42010a7be001\", \"text\": \"I am Pell.\", \"audio\": \"{audio}\", \
         \"sample_rate\": {VOICE_RATE}, \"sessionID\": \"7bc5f4c2ad3d45cfa5b6b7a5b4a4a1b2\"}}"
    )
    .into()
}

/// In nanoseconds.
fn clock(which: libc::clockid_t) -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct outlives the call.
    unsafe { libc::clock_gettime(which, &mut now) };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}
