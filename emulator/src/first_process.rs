//! The first process of a container gets no signal that it does not handle, so `docker stop` would wait and then kill it.

/// Calls `stop` when the process is asked to end, if it is the first one. Other processes end by themselves.
#[cfg(unix)]
pub fn stop_on_signal(stop: impl FnOnce() + Send + 'static) {
    use tokio::signal::unix::{SignalKind, signal};
    if std::process::id() != 1 {
        return;
    }
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            if let (Ok(mut terminate), Ok(mut interrupt)) =
                (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
            {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            }
        });
        stop();
    });
}

#[cfg(not(unix))]
pub fn stop_on_signal(_stop: impl FnOnce()) {}
