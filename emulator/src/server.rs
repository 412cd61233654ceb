//! Listens, accepts, and stops.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::delivery::Script;
use crate::journal::{Detail, summary};
use crate::options::{Options, VoiceEngine};
use crate::shared::Shared;
use crate::{routes, voice};

/// Connections that wait to be accepted, for a test that opens a thousand at once.
const BACKLOG: i32 = 2048;

/// A running emulator. It stops when it is dropped.
pub struct Emulator {
    port: u16,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Emulator {
    /// Binds to loopback and serves on threads of its own.
    pub fn start(options: Options) -> io::Result<Self> {
        if options.voice == VoiceEngine::Espeak && !voice::espeak_installed() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "espeak-ng does not start; install it (apt-get install espeak-ng) or choose the voice auto or builtin",
            ));
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(8)
            .thread_name("convai-emulator")
            .enable_all()
            .build()?;
        let listener = listen(options.port)?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared::new(options)?);
        let (stop, stopped) = oneshot::channel();
        let state = shared.clone();
        let thread = thread::Builder::new().name("convai-emulator".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, state) => {}
                    _ = stopped => {}
                }
            });
            // Connections that hang on purpose must not keep the process.
            runtime.shutdown_timeout(Duration::from_secs(2));
        })?;
        Ok(Self { port, shared, stop: Some(stop), thread: Some(thread) })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The base URL, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What `GET /_emulator/journal` answers.
    pub fn journal(&self) -> Value {
        let journal = self.shared.journal();
        journal.entries().iter().map(|entry| summary(entry, Detail::default())).collect()
    }

    pub fn clear_journal(&self) {
        self.shared.journal().clear();
    }

    /// What `POST /_emulator/faults` does: the id of the fault, or what is wrong with it.
    pub fn add_fault(&self, fault: &Value) -> Result<u64, String> {
        self.shared.faults().add(fault)
    }

    pub fn clear_faults(&self) {
        self.shared.faults().clear();
    }

    /// What `POST /_emulator/settings` does.
    pub fn change_settings(&self, changes: &Value) -> Result<(), String> {
        self.shared.settings().change(changes)
    }

    /// Characters, sessions, journal, faults and settings back to the start.
    pub fn reset(&self) {
        self.shared.reset();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Made without the runtime, so that an emulator can be started inside another runtime as well.
fn listen(port: u16) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    // On Windows this option would let a second process take the port over.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

async fn accept(listener: std::net::TcpListener, shared: Arc<Shared>) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let count = AtomicU64::new(0);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let number = count.fetch_add(1, Ordering::Relaxed) + 1;
                tokio::spawn(connection(stream, number, shared.clone()));
            }
            // Mostly "too many open files": some connection has to end first.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// A handler's way to take the connection out of the HTTP server's hands.
pub struct Connection {
    pub number: u64,
    takeover: Mutex<Option<oneshot::Sender<Script>>>,
}

impl Connection {
    /// Hands the raw connection to a script. The caller never returns from here: it is dropped with the HTTP server.
    pub async fn take_over<T>(&self, script: Script) -> T {
        let sender = self.takeover.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(sender) = sender {
            let _ = sender.send(script);
        }
        std::future::pending().await
    }
}

async fn connection(stream: TcpStream, number: u64, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let (sender, script) = oneshot::channel();
    let connection = Arc::new(Connection { number, takeover: Mutex::new(Some(sender)) });
    let service = service_fn(move |request| routes::serve(shared.clone(), connection.clone(), request));
    let mut http = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let script = tokio::select! {
        _ = &mut http => None,
        script = script => script.ok(),
    };
    if let Some(script) = script {
        script.run(http.into_parts().io.into_inner()).await;
    }
}
