//! Starts the emulator, accepts its connections, and stops it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::address::base_url;
use crate::clock::ClockChange;
use crate::connection::Connection;
use crate::faults::FaultSpec;
use crate::journal::{Detail, Query};
use crate::options::Options;
use crate::settings::{EarsEngine, SettingsChange, VoiceEngine};
use crate::state::State;
use crate::tls::Acceptor;
use crate::world::{NoStore, Store};
use crate::{ears, json_input, routes, voice};

/// How many connections can wait to be accepted. A test may open a thousand at the same time.
const BACKLOG: i32 = 2048;

/// How often a silent connection is probed.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A running emulator. It stops when it is dropped.
pub struct Emulator {
    port: u16,
    generated_key: bool,
    state: Arc<State>,
    runtime: tokio::runtime::Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Emulator {
    /// Binds to the address, and serves requests on its own threads.
    pub fn start(options: Options) -> io::Result<Self> {
        let store = open_store(&options)?;
        Self::start_with_store(options, store)
    }

    /// The same, with a store other than the state file, which keeps characters and sessions beyond the life of this emulator.
    pub fn start_with_store(mut options: Options, store: Arc<dyn Store>) -> io::Result<Self> {
        if let Some(problem) = options.problem() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        if options.settings.voice == VoiceEngine::Espeak && !voice::espeak_installed() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "espeak-ng was not found; install it (apt-get install espeak-ng), or choose the voice auto or builtin",
            ));
        }
        if options.settings.ears == EarsEngine::Pocketsphinx && !ears::pocketsphinx_installed() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "pocketsphinx with its English model was not found; install it (apt-get install pocketsphinx \
                pocketsphinx-en-us), or choose the ears auto or listed",
            ));
        }
        let generated_key = options.api_key.is_none();
        options.require_key()?;
        let acceptor = Acceptor::new(options.tls.as_deref(), options.listen)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(8)
            .thread_name("convai-emulator")
            .enable_all()
            .build()?;
        let listener = listen(SocketAddr::new(options.listen, options.port))?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State::new(options, store)?);
        let (stop, stopped) = oneshot::channel();
        let server_state = state.clone();
        let handle = runtime.handle().clone();
        let thread = thread::Builder::new().name("convai-emulator".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, acceptor, server_state) => {}
                    _ = stopped => {}
                }
            });
            // Without a limit, connections that hang because of a fault would keep the runtime from stopping.
            runtime.shutdown_timeout(Duration::from_secs(2));
        })?;
        let generated_key = generated_key && state.options.api_key.is_some();
        Ok(Self { port, generated_key, state, runtime: handle, stop: Some(stop), thread: Some(thread) })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The base URL, without a trailing slash.
    pub fn url(&self) -> String {
        let options = &self.state.options;
        base_url(options.listen, self.port, options.tls.is_some())
    }

    /// The API key that was generated, because the emulator can be reached from other machines and none was given.
    pub fn generated_key(&self) -> Option<&str> {
        self.state.options.api_key.as_deref().filter(|_| self.generated_key)
    }

    /// The journal as `GET /_emulator/journal` shows it.
    pub fn journal(&self) -> Value {
        self.state.journal.entries(&Query::default()).iter().map(|entry| entry.to_json(Detail::default())).collect()
    }

    /// The same as `DELETE /_emulator/journal`.
    pub fn clear_journal(&self) {
        self.state.journal.clear();
    }

    /// The same as `POST /_emulator/faults`. Returns the id of the fault, or why the fault is invalid.
    pub fn add_fault(&self, fault: &Value) -> Result<u64, String> {
        let spec: FaultSpec = json_input::from_value(fault.clone(), "a fault")?;
        self.state.worlds.shared().faults().add(&spec).map_err(|(_, message)| message)
    }

    /// The same as `DELETE /_emulator/faults`.
    pub fn clear_faults(&self) {
        self.state.worlds.shared().faults().clear();
    }

    /// The same as `POST /_emulator/settings`. Returns why a setting is invalid; then none is changed.
    pub fn change_settings(&self, changes: &Value) -> Result<(), String> {
        let change: SettingsChange = json_input::from_value(changes.clone(), "settings")?;
        change.apply(&mut self.state.worlds.shared().settings());
        Ok(())
    }

    /// The same as `POST /_emulator/clock`. Returns why the change is invalid; then nothing is changed.
    pub fn change_clock(&self, change: &Value) -> Result<(), String> {
        let change: ClockChange = json_input::from_value(change.clone(), "a change of the clock")?;
        self.state.worlds.shared().clock.change(&change);
        Ok(())
    }

    /// Returns characters, sessions, journal, faults, settings and the clock to their state after the start.
    pub fn reset(&self) -> io::Result<()> {
        let (done, result) = mpsc::channel();
        let state = self.state.clone();
        // On the emulator's own runtime, because the caller may be a task of another one.
        self.runtime.spawn(async move {
            let _ = done.send(state.reset().await);
        });
        result.recv().unwrap_or(Ok(()))
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

/// The store of the state file, if there is one.
fn open_store(options: &Options) -> io::Result<Arc<dyn Store>> {
    match &options.state {
        None => Ok(Arc::new(NoStore)),
        Some(path) => Ok(Arc::new(crate::state_file::StateFile::open(path)?)),
    }
}

/// Created without the runtime, so that an emulator can also be started inside another runtime.
fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // On Windows this option would let a second process bind the same port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

async fn accept(listener: std::net::TcpListener, acceptor: Acceptor, state: Arc<State>) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let mut accepted = 0;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                accepted += 1;
                tokio::spawn(serve_connection(stream, acceptor.clone(), peer, accepted, state.clone()));
            }
            // Usually "too many open files": wait until another connection has closed.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Serves HTTP on the connection until it closes or a fault takes it over.
async fn serve_connection(stream: TcpStream, acceptor: Acceptor, peer: SocketAddr, number: u64, state: Arc<State>) {
    let _ = stream.set_nodelay(true);
    // A phone that leaves the network closes nothing. The probes notice that, also while a response is delayed.
    let _ =
        SockRef::from(&stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE));
    let idle_timeout = Duration::from_millis(state.options.idle_timeout_ms);
    let Ok(Ok(stream)) = timeout(idle_timeout, acceptor.accept(stream)).await else {
        return;
    };
    let (connection, takeover) = Connection::new(number, peer);
    let connection = Arc::new(connection);
    let service = service_fn(move |request| routes::serve(state.clone(), connection.clone(), request));
    let mut http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(idle_timeout)
        .serve_connection(TokioIo::new(stream), service);
    let raw_response = tokio::select! {
        _ = &mut http => None,
        response = takeover => response.ok(),
    };
    if let Some(response) = raw_response {
        response.send(http.into_parts().io.into_inner()).await;
    }
}
