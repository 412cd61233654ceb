//! A call whose result may be of any kind: what the code that is compiled once for all calls works with.

use super::support::memory::Owned;
use crate::api::{
    AnyValue, CallResult, Delivery, EndpointCall, PendingCall, PendingTurn, Progress, ReplyStream, Taken, TurnCall,
    TurnResponse,
};
use std::{marker::PhantomData, sync::Arc, time::Duration};

/// The Rust value of a call, convertible to its C result.
pub(super) trait Deliverable: Default + Send + 'static {
    type Owner: Owned;
    /// One of `CONVAI_KIND_...`.
    const KIND: i32;

    fn into_owner(result: CallResult<Self>) -> Box<Self::Owner>;

    /// Gives a result its type. `None` if it is one of another kind.
    fn typed(result: AnyResult) -> Option<CallResult<Self>> {
        match result {
            AnyResult::Endpoint(result) => Some(result.typed()),
            AnyResult::Turn(_) => None,
        }
    }
}

/// The result of a call of any kind.
pub(super) enum AnyResult {
    Endpoint(CallResult<AnyValue>),
    Turn(CallResult<TurnResponse>),
}

/// A call of any kind.
#[derive(Clone)]
pub(super) enum AnyCall {
    Endpoint(EndpointCall),
    /// Also the reply as it accumulates.
    Turn(TurnCall, Arc<ReplyStream>),
}

impl AnyCall {
    pub fn cancel(&self) {
        match self {
            Self::Endpoint(call) => call.cancel(),
            Self::Turn(call, _) => call.cancel(),
        }
    }

    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        match self {
            Self::Endpoint(call) => call.wait(timeout),
            Self::Turn(call, _) => call.wait(timeout),
        }
    }

    pub fn take(&self) -> Taken<AnyResult> {
        match self {
            Self::Endpoint(call) => call.take().map(AnyResult::Endpoint),
            Self::Turn(call, reply) => call.take().map(|mut result| {
                result.value.is_interrupted |= reply.is_interrupted();
                AnyResult::Turn(result)
            }),
        }
    }

    pub fn progress(&self) -> Progress {
        match self {
            Self::Endpoint(call) => call.progress(),
            Self::Turn(call, _) => call.progress(),
        }
    }

    pub fn on_end(&self, delivery: Delivery) {
        match self {
            Self::Endpoint(call) => call.on_end(delivery),
            Self::Turn(call, _) => call.on_end(delivery),
        }
    }

    pub fn reply(&self) -> Option<&Arc<ReplyStream>> {
        match self {
            Self::Endpoint(_) => None,
            Self::Turn(_, reply) => Some(reply),
        }
    }
}

/// A call that was started.
pub(super) struct Begun<T> {
    pub call: AnyCall,
    /// Whether the reply was asked for in pieces.
    pub streams: bool,
    _value: PhantomData<T>,
}

impl<T> Begun<T> {
    /// The same without the type of its result.
    pub fn erased(self) -> Begun<()> {
        Begun { call: self.call, streams: self.streams, _value: PhantomData }
    }
}

impl<T: Deliverable> From<PendingCall<T>> for Begun<T> {
    fn from(call: PendingCall<T>) -> Self {
        Self { call: AnyCall::Endpoint(call.into_call()), streams: false, _value: PhantomData }
    }
}

impl From<PendingTurn> for Begun<TurnResponse> {
    fn from(turn: PendingTurn) -> Self {
        Self { call: AnyCall::Turn(turn.call, turn.reply), streams: turn.streams, _value: PhantomData }
    }
}
