//! `convai_sections`, `convai_triggers`: the narrative design of a character.

use super::{
    any_call::Deliverable,
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_SECTIONS, CONVAI_KIND_TRIGGERS, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory::{self, OwnedStructs},
        text::{OwnedBytes, OwnedText},
    },
};
use crate::api::{CallResult, Decision, Error, NarrativeTrigger, Section};
use std::ffi::c_char;

/// What leads from a section to another, inside a `convai_section`. A string that the service did not send is NULL with
/// length 0.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_decision {
    /// When the story goes on with the other section, in prose.
    pub criteria: *const c_char,
    /// The length of `criteria` in bytes, without the NUL.
    pub criteria_len: usize,
    /// The id of the other section.
    pub next_section_id: *const c_char,
    /// The length of `next_section_id` in bytes, without the NUL.
    pub next_section_id_len: usize,
}

#[repr(C)]
struct DecisionOwner {
    view: convai_decision,
    _texts: [OwnedText; 2],
}

memory::owned!(DecisionOwner => convai_decision);

impl DecisionOwner {
    fn new(decision: Decision) -> Box<Self> {
        let texts = [decision.criteria, decision.next_section_id].map(OwnedText::new);
        let [criteria, next_section_id] = &texts;
        let view = convai_decision {
            criteria: criteria.pointer(),
            criteria_len: criteria.len(),
            next_section_id: next_section_id.pointer(),
            next_section_id_len: next_section_id.len(),
        };
        Box::new(Self { view, _texts: texts })
    }
}

/// A section of a story, inside a `convai_sections`. A string that the service did not send is NULL with length 0.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_section {
    /// The id of the section.
    pub id: *const c_char,
    /// The length of `id` in bytes, without the NUL.
    pub id_len: usize,
    /// The name of the section.
    pub name: *const c_char,
    /// The length of `name` in bytes, without the NUL.
    pub name_len: usize,
    /// What the character does in this section, in prose.
    pub objective: *const c_char,
    /// The length of `objective` in bytes, without the NUL.
    pub objective_len: usize,
    /// An array of `decision_count` pointers, none of which is NULL; or NULL if there are no decisions.
    pub decisions: *const *const convai_decision,
    /// How many decisions there are.
    pub decision_count: usize,
}

#[repr(C)]
struct SectionOwner {
    view: convai_section,
    _texts: [OwnedText; 3],
    _decisions: OwnedStructs<DecisionOwner>,
}

memory::owned!(SectionOwner => convai_section);

impl SectionOwner {
    fn new(section: Section) -> Box<Self> {
        let texts = [section.id, section.name, section.objective].map(OwnedText::new);
        let [id, name, objective] = &texts;
        let decisions = OwnedStructs::new(section.decisions.into_iter().map(DecisionOwner::new).collect());
        let view = convai_section {
            id: id.pointer(),
            id_len: id.len(),
            name: name.pointer(),
            name_len: name.len(),
            objective: objective.pointer(),
            objective_len: objective.len(),
            decisions: decisions.pointer(),
            decision_count: decisions.len(),
        };
        Box::new(Self { view, _texts: texts, _decisions: decisions })
    }
}

/// Sections of a story, or the error. Read-only; the caller owns it and frees it with `convai_sections_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_sections {
    /// NULL if the call succeeded. Freed with the list.
    pub error: *const convai_error,
    /// An array of `section_count` pointers, none of which is NULL, in the order of the service; or NULL if there are
    /// none.
    pub sections: *const *const convai_section,
    /// How many sections there are.
    pub section_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
    /// failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct SectionsOwner {
    view: convai_sections,
    _error: EmbeddedError,
    _sections: OwnedStructs<SectionOwner>,
    _raw: OwnedBytes,
}

memory::owned!(SectionsOwner => convai_sections);

impl SectionsOwner {
    fn new(result: CallResult<Vec<Section>>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let sections = OwnedStructs::new(result.value.into_iter().map(SectionOwner::new).collect());
        let raw = OwnedBytes::new(result.raw_json);
        let view = convai_sections {
            error: error.pointer(),
            sections: sections.pointer(),
            section_count: sections.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _sections: sections, _raw: raw })
    }
}

impl Deliverable for Vec<Section> {
    type Owner = SectionsOwner;
    const KIND: i32 = CONVAI_KIND_SECTIONS;

    fn into_owner(result: CallResult<Self>) -> Box<SectionsOwner> {
        SectionsOwner::new(result)
    }
}

impl FromError for *mut convai_sections {
    fn from_error(error: Error) -> Self {
        memory::transfer(SectionsOwner::new(error.into()))
    }
}

/// Takes the sections out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_SECTIONS`.
///
/// @return The sections, never NULL; the caller owns them and frees them with `convai_sections_free`. If the call
/// failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND,
/// BAD_HANDLE or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_sections(operation: *mut convai_operation) -> *mut convai_sections {
    guard::result(|| operation::take::<Vec<Section>>(operation))
}

/// Frees the sections with all strings, and sets the caller's variable to NULL.
///
/// @param sections The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_sections_free(sections: *mut *mut convai_sections) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<SectionsOwner>(sections) })
}

/// An event of the game that the story reacts to, inside a `convai_triggers`. A string that the service did not send is
/// NULL with length 0.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_trigger {
    /// The id of the trigger.
    pub id: *const c_char,
    /// The length of `id` in bytes, without the NUL.
    pub id_len: usize,
    /// The name of the trigger.
    pub name: *const c_char,
    /// The length of `name` in bytes, without the NUL.
    pub name_len: usize,
    /// What the character is told when the trigger fires.
    pub message: *const c_char,
    /// The length of `message` in bytes, without the NUL.
    pub message_len: usize,
    /// The id of the section that follows, or NULL if none does.
    pub destination_section_id: *const c_char,
    /// The length of `destination_section_id` in bytes, without the NUL.
    pub destination_section_id_len: usize,
}

#[repr(C)]
struct TriggerOwner {
    view: convai_trigger,
    _texts: [OwnedText; 4],
}

memory::owned!(TriggerOwner => convai_trigger);

impl TriggerOwner {
    fn new(trigger: NarrativeTrigger) -> Box<Self> {
        let texts = [trigger.id, trigger.name, trigger.message, trigger.destination_section_id].map(OwnedText::new);
        let [id, name, message, destination_section_id] = &texts;
        let view = convai_trigger {
            id: id.pointer(),
            id_len: id.len(),
            name: name.pointer(),
            name_len: name.len(),
            message: message.pointer(),
            message_len: message.len(),
            destination_section_id: destination_section_id.pointer(),
            destination_section_id_len: destination_section_id.len(),
        };
        Box::new(Self { view, _texts: texts })
    }
}

/// The triggers of a story, or the error. Read-only; the caller owns it and frees it with `convai_triggers_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_triggers {
    /// NULL if the call succeeded. Freed with the list.
    pub error: *const convai_error,
    /// An array of `trigger_count` pointers, none of which is NULL, in the order of the service; or NULL if there are
    /// none.
    pub triggers: *const *const convai_trigger,
    /// How many triggers there are.
    pub trigger_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
    /// failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct TriggersOwner {
    view: convai_triggers,
    _error: EmbeddedError,
    _triggers: OwnedStructs<TriggerOwner>,
    _raw: OwnedBytes,
}

memory::owned!(TriggersOwner => convai_triggers);

impl TriggersOwner {
    fn new(result: CallResult<Vec<NarrativeTrigger>>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let triggers = OwnedStructs::new(result.value.into_iter().map(TriggerOwner::new).collect());
        let raw = OwnedBytes::new(result.raw_json);
        let view = convai_triggers {
            error: error.pointer(),
            triggers: triggers.pointer(),
            trigger_count: triggers.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _triggers: triggers, _raw: raw })
    }
}

impl Deliverable for Vec<NarrativeTrigger> {
    type Owner = TriggersOwner;
    const KIND: i32 = CONVAI_KIND_TRIGGERS;

    fn into_owner(result: CallResult<Self>) -> Box<TriggersOwner> {
        TriggersOwner::new(result)
    }
}

impl FromError for *mut convai_triggers {
    fn from_error(error: Error) -> Self {
        memory::transfer(TriggersOwner::new(error.into()))
    }
}

/// Takes the triggers out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_TRIGGERS`.
///
/// @return The triggers, never NULL; the caller owns them and frees them with `convai_triggers_free`. If the call
/// failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND,
/// BAD_HANDLE or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_triggers(operation: *mut convai_operation) -> *mut convai_triggers {
    guard::result(|| operation::take::<Vec<NarrativeTrigger>>(operation))
}

/// Frees the triggers with all strings, and sets the caller's variable to NULL.
///
/// @param triggers The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_triggers_free(triggers: *mut *mut convai_triggers) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<TriggersOwner>(triggers) })
}
