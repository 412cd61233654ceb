use super::*;
use std::sync::{
    atomic::{AtomicUsize, Ordering::SeqCst},
    mpsc,
};
use tokio::runtime::Runtime;

fn runtime() -> Runtime {
    configure(&mut Builder::new_current_thread()).build().unwrap()
}

/// Blocks the thread that serves the queue until the sender is dropped.
fn blocked(pool: &Arc<CpuPool>) -> (mpsc::Sender<()>, Computation<()>) {
    let (release, released) = mpsc::channel();
    let (begun, has_begun) = mpsc::channel();
    let step = move || {
        begun.send(()).unwrap();
        let _ = released.recv();
        Some(())
    };
    let computation = pool.start_steps(step).unwrap();
    has_begun.recv().unwrap();
    (release, computation)
}

/// A computation of some steps, which notes its name at each of them.
fn noting(pool: &Arc<CpuPool>, name: char, steps: usize, notes: &Arc<Mutex<String>>) -> Computation<()> {
    let (mut left, notes) = (steps, Arc::clone(notes));
    let step = move || {
        notes.lock().unwrap().push(name);
        left -= 1;
        (left == 0).then_some(())
    };
    pool.start_steps(step).unwrap()
}

#[test]
fn new_computations_get_a_step_first_and_old_ones_end_in_order() {
    let pool = Arc::<CpuPool>::default();
    let notes = Arc::default();
    runtime().block_on(async {
        let (release, first) = blocked(&pool);
        let others = [('a', 3), ('b', 3), ('c', 1)].map(|(name, steps)| noting(&pool, name, steps, &notes));
        drop(release);
        first.await;
        for computation in others {
            computation.await;
        }
    });
    assert_eq!(*notes.lock().unwrap(), "abcaabb");
}

#[test]
fn one_thread_works_the_queue_off_and_the_other_stays_free() {
    let pool = Arc::<CpuPool>::default();
    runtime().block_on(async {
        let (release, first) = blocked(&pool);
        let waiting = pool.start_steps(|| Some(2)).unwrap();
        assert_eq!(pool.start(|| 1).unwrap().await, 1);
        drop(release);
        first.await;
        assert_eq!(waiting.await, 2);
    });
}

#[test]
fn an_abandoned_computation_takes_no_further_step() {
    let pool = Arc::<CpuPool>::default();
    let steps = Arc::new(AtomicUsize::new(0));
    let (entered, has_entered) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel();
    let counted = Arc::clone(&steps);
    runtime().block_on(async {
        let endless = move || -> Option<()> {
            counted.fetch_add(1, SeqCst);
            entered.send(()).unwrap();
            may_go_on.recv().unwrap();
            None
        };
        let abandoned = pool.start_steps(endless).unwrap();
        has_entered.recv().unwrap();
        drop(abandoned);
        // It is in its first step, and what waits behind it runs next.
        let next = pool.start_steps(|| Some(())).unwrap();
        go_on.send(()).unwrap();
        next.await;
        pool.start_steps(|| Some(())).unwrap().await;
    });
    assert_eq!(steps.load(SeqCst), 1);
    assert_eq!(Arc::strong_count(&steps), 1);
}

#[test]
fn a_computation_that_is_abandoned_before_it_begins_never_runs() {
    let pool = Arc::<CpuPool>::default();
    let runs = Arc::new(AtomicUsize::new(0));
    runtime().block_on(async {
        let (release, first) = blocked(&pool);
        let (other_release, other_released) = mpsc::channel::<()>();
        let other = pool.start(move || other_released.recv().is_err()).unwrap();
        let counted = Arc::clone(&runs);
        drop(pool.start(move || counted.fetch_add(1, SeqCst)).unwrap());
        let counted = Arc::clone(&runs);
        drop(pool.start_steps(move || Some(counted.fetch_add(1, SeqCst))).unwrap());
        drop((release, other_release));
        first.await;
        assert!(other.await);
        pool.start_steps(|| Some(())).unwrap().await;
        pool.start(|| ()).unwrap().await;
    });
    assert_eq!(runs.load(SeqCst), 0);
}

#[test]
fn dropping_the_runtime_joins_the_threads() {
    let pool = Arc::<CpuPool>::default();
    let runtime = runtime();
    let running = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&running);
    let (begun, has_begun) = mpsc::channel();
    let computation = {
        let _entered = runtime.enter();
        let endless = move || -> Option<()> {
            counted.fetch_add(1, SeqCst);
            let _ = begun.send(());
            std::thread::sleep(Duration::from_millis(20));
            counted.fetch_sub(1, SeqCst);
            None
        };
        pool.start_steps(endless).unwrap()
    };
    has_begun.recv().unwrap();
    // The calls of the runtime, and with them their computations, are dropped before its threads are joined.
    drop(computation);
    drop(runtime);
    assert_eq!((running.load(SeqCst), Arc::strong_count(&running)), (0, 1));
}

#[test]
fn a_panic_reaches_the_thread_that_waits() {
    let pool = Arc::<CpuPool>::default();
    runtime().block_on(async {
        for computation in [
            pool.start(|| panic!("the player said this")).unwrap(),
            pool.start_steps(|| -> Option<()> { panic!("the player said this") }).unwrap(),
        ] {
            let mut computation = Box::pin(computation);
            let location = std::future::poll_fn(|context| {
                match panics::catch(AssertUnwindSafe(|| computation.as_mut().poll(context))) {
                    Ok(Poll::Pending) => Poll::Pending,
                    Ok(Poll::Ready(())) => panic!("it panicked"),
                    Err(location) => Poll::Ready(location),
                }
            });
            assert!(location.await.starts_with("cpu_pool_tests.rs:"));
        }
        assert_eq!(pool.start_steps(|| Some(3)).unwrap().await, 3);
    });
}
