//! A limit on the bytes that the unfinished calls of a client hold.

use super::{Error, Status};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

pub(super) struct ByteBudget {
    limit: u64,
    held: AtomicU64,
}

/// A part of the budget. Dropping it returns it.
pub(super) struct HeldBytes {
    budget: Arc<ByteBudget>,
    bytes: u64,
}

impl ByteBudget {
    pub fn new(limit: u64) -> Arc<Self> {
        Arc::new(Self { limit, held: AtomicU64::new(0) })
    }

    pub fn take(self: &Arc<Self>, bytes: u64) -> Result<HeldBytes, Error> {
        let mut held = self.held.load(Ordering::Relaxed);
        loop {
            let Some(sum) = held.checked_add(bytes).filter(|&sum| sum <= self.limit) else {
                return Err(self.exceeded(held, bytes));
            };
            match self.held.compare_exchange_weak(held, sum, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Ok(HeldBytes { budget: Arc::clone(self), bytes }),
                Err(now) => held = now,
            }
        }
    }

    fn exceeded(&self, held: u64, bytes: u64) -> Error {
        let limit = self.limit;
        let message = if bytes > limit {
            format!("the request holds {bytes} bytes, but `max_queued_bytes` is {limit}: raise it")
        } else {
            format!(
                "the client's requests that have not finished hold {held} bytes, and {bytes} more exceed \
                 `max_queued_bytes` ({limit}): let some finish, or raise it"
            )
        };
        Error::new(Status::QueueFull, message).retryable(bytes <= limit)
    }
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        self.budget.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_taken_up_to_the_limit_and_returned() {
        let budget = ByteBudget::new(10);
        let held = budget.take(6).unwrap();
        assert!(budget.take(4).is_ok());
        let error = budget.take(5).map(|_| ()).unwrap_err();
        assert_eq!((error.status, error.retryable), (Status::QueueFull, true));
        assert!(error.message.contains("hold 6 bytes, and 5 more exceed `max_queued_bytes` (10)"), "{error}");
        drop(held);
        assert!(budget.take(10).is_ok());
    }

    #[test]
    fn a_request_that_can_never_fit_is_not_retryable() {
        let error = ByteBudget::new(10).take(u64::MAX).map(|_| ()).unwrap_err();
        assert_eq!((error.status, error.retryable), (Status::QueueFull, false));
    }
}
