//! The voices of a playback that have not ended.

use super::ReplyStream;
use crate::audio::{Voice, VoiceId};
use std::{collections::VecDeque, sync::Arc};

/// What the host calls a voice.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct VoiceTag {
    /// The token of an operation, or 0.
    pub operation: usize,
    pub user_data: u64,
}

#[derive(Default)]
pub(super) struct Queue {
    /// The voices that have not ended.
    pub voices: VecDeque<Entry>,
    last_id: VoiceId,
    /// The last voice that was read to its end, unless everything was stopped since.
    pub ended: Option<Label>,
}

pub(super) struct Entry {
    pub id: VoiceId,
    pub voice: Arc<dyn Voice>,
    /// The reply that the voice is of.
    pub reply: Option<Arc<ReplyStream>>,
    pub user_data: u64,
}

#[derive(Clone, Copy)]
pub(super) struct Label {
    pub id: VoiceId,
    pub tag: VoiceTag,
    pub rate: u32,
}

impl Queue {
    /// Adds a voice and returns its id.
    pub fn push(&mut self, voice: Arc<dyn Voice>, reply: Option<Arc<ReplyStream>>, user_data: u64) -> VoiceId {
        self.last_id += 1;
        let id = self.last_id;
        self.voices.push_back(Entry { id, voice, reply, user_data });
        id
    }

    /// Removes the voices up to this one, which have ended.
    pub fn prune(&mut self, ended: VoiceId) {
        while self.voices.front().is_some_and(|entry| entry.id <= ended) {
            self.ended = self.voices.pop_front().as_ref().map(Entry::label);
        }
    }

    pub fn label(&self, voice: VoiceId) -> Option<Label> {
        let queued = self.voices.iter().find(|entry| entry.id == voice).map(Entry::label);
        queued.or(self.ended.filter(|label| label.id == voice))
    }
}

impl Entry {
    pub fn label(&self) -> Label {
        let operation = self.reply.as_ref().map_or(0, |reply| reply.operation());
        let tag = VoiceTag { operation, user_data: self.user_data };
        Label { id: self.id, tag, rate: self.voice.rate().unwrap_or(0) }
    }
}
