//! Disturbs a stream in its middle.

use super::Effect;
use super::replace::{ErrorShape, error_body};
use crate::response::{Body, HttpResponse};

#[derive(Clone, Debug)]
pub struct StreamEffect {
    /// How many pieces come before the disturbance.
    pub pieces: usize,
    pub change: StreamChange,
}

#[derive(Clone, Debug)]
pub enum StreamChange {
    /// Nothing more is sent.
    BreakOff,
    BreakJson,
    Fail {
        shape: ErrorShape,
        message: String,
    },
    /// Another sample rate in Hz.
    Rate(u32),
}

impl Effect {
    /// Changes the events of a stream. Other responses stay as they are.
    pub fn disturb_stream(&self, response: &mut HttpResponse) {
        let (Some(effect), Body::Stream { events, completion }) = (&self.stream, &mut response.body) else {
            return;
        };
        match &effect.change {
            StreamChange::BreakOff => events.break_off(effect.pieces),
            StreamChange::BreakJson => events.break_json(effect.pieces),
            StreamChange::Fail { shape, message } => {
                events.fail(effect.pieces, error_body(*shape, message, None, &self.reference()));
                // The turn failed, so it does not become part of its session.
                *completion = None;
            }
            StreamChange::Rate(rate) => events.change_rate(effect.pieces, *rate),
        }
    }
}
