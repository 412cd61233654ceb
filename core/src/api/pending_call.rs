//! Calls that were started. The code that runs a call is compiled once for each type of its result. Turns have a type of
//! their own. All other calls share one: their value may be of any type, and gets its type back when the result is taken.

use super::{CallResult, TurnResponse};
use crate::transport::{Call, Taken};
use std::{any::Any, marker::PhantomData, sync::Arc, time::Duration};

/// A turn that was started.
pub type TurnCall = Arc<Call<CallResult<TurnResponse>>>;

/// A call of an endpoint that was started.
pub type EndpointCall = Arc<Call<CallResult<AnyValue>>>;

/// The value of a call, or `None` if the call ended without one.
pub type AnyValue = Option<Box<dyn Any + Send>>;

/// A call of an endpoint that was started and ends with a `CallResult<T>`.
pub struct PendingCall<T> {
    call: EndpointCall,
    _value: PhantomData<fn() -> T>,
}

impl<T: Default + Send + 'static> PendingCall<T> {
    /// A call that ends with a value of this type.
    pub(super) fn new(call: EndpointCall) -> Self {
        Self { call, _value: PhantomData }
    }

    pub fn into_call(self) -> EndpointCall {
        self.call
    }

    /// Waits for the end, without limit if `timeout` is `None`. Returns whether the call has ended.
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        self.call.wait(timeout)
    }

    pub fn take(&self) -> Taken<CallResult<T>> {
        self.call.take().map(CallResult::typed)
    }
}

impl<T: Default + Send + 'static> CallResult<T> {
    /// The result of a call that shares its code with others.
    pub(super) fn erased(self) -> CallResult<AnyValue> {
        let Self { error, value, raw_json } = self;
        CallResult { error, value: Some(Box::new(value)), raw_json }
    }
}

impl CallResult<AnyValue> {
    /// Gives the value its type back. A call that ended without a value has the default.
    pub fn typed<T: Default + 'static>(self) -> CallResult<T> {
        let Self { error, value, raw_json } = self;
        let value = value.and_then(|value| value.downcast().ok()).map(|value| *value).unwrap_or_default();
        CallResult { error, value, raw_json }
    }
}
