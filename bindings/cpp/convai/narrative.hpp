/// @file
/// Part of convai.hpp: the narrative design of a character.

#ifndef CONVAI_CPP_NARRATIVE_HPP
#define CONVAI_CPP_NARRATIVE_HPP

#include "range.hpp"

CONVAI_CPP_BEGIN

/// A way out of a section: an element of NarrativeSection::decisions.
class NarrativeDecision : public ListEntry<convai_decision> {
public:
    using ListEntry<convai_decision>::ListEntry;

    /// Returns when the character takes this way. @return the criteria, in prose.
    [[nodiscard]] std::string_view criteria() const noexcept { return read(&Raw::criteria, &Raw::criteria_len); }
    /// Returns the section that follows. @return its id.
    [[nodiscard]] std::string_view next_section_id() const noexcept {
        return read(&Raw::next_section_id, &Raw::next_section_id_len);
    }
};

/// A section of the narrative of a character: an element of NarrativeSections.
class NarrativeSection : public ListEntry<convai_section> {
public:
    using ListEntry<convai_section>::ListEntry;

    /// Returns the id. @return the id.
    [[nodiscard]] std::string_view id() const noexcept { return read(&Raw::id, &Raw::id_len); }
    /// Returns the name. @return the name.
    [[nodiscard]] std::string_view name() const noexcept { return read(&Raw::name, &Raw::name_len); }
    /// Returns what the character wants in this section. @return the objective, in prose.
    [[nodiscard]] std::string_view objective() const noexcept { return read(&Raw::objective, &Raw::objective_len); }
    /// Returns the ways out of the section. @return a range of NarrativeDecision.
    [[nodiscard]] Range<NarrativeDecision, convai_decision> decisions() const noexcept {
        if (!get()) return {};
        return {get()->decisions, get()->decision_count};
    }
};

/// Sections of the narrative of a character, in the order of the service: a range of NarrativeSection. Move-only.
class NarrativeSections
    : public List<convai_sections, NarrativeSection, &convai_sections::sections, &convai_sections::section_count> {
public:
    using List<convai_sections, NarrativeSection, &convai_sections::sections, &convai_sections::section_count>::List;
};

/// A trigger of the narrative of a character: an element of NarrativeTriggers.
class NarrativeTrigger : public ListEntry<convai_trigger> {
public:
    using ListEntry<convai_trigger>::ListEntry;

    /// Returns the id. @return the id.
    [[nodiscard]] std::string_view id() const noexcept { return read(&Raw::id, &Raw::id_len); }
    /// Returns the name. @return the name.
    [[nodiscard]] std::string_view name() const noexcept { return read(&Raw::name, &Raw::name_len); }
    /// Returns what the trigger tells the character. @return the message.
    [[nodiscard]] std::string_view message() const noexcept { return read(&Raw::message, &Raw::message_len); }
    /// Returns the section that follows. @return its id; empty where the trigger leads to none.
    [[nodiscard]] std::string_view destination_section_id() const noexcept {
        return read(&Raw::destination_section_id, &Raw::destination_section_id_len);
    }
};

/// The triggers of the narrative of a character, in the order of the service: a range of NarrativeTrigger. Move-only.
class NarrativeTriggers
    : public List<convai_triggers, NarrativeTrigger, &convai_triggers::triggers, &convai_triggers::trigger_count> {
public:
    using List<convai_triggers, NarrativeTrigger, &convai_triggers::triggers, &convai_triggers::trigger_count>::List;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_NARRATIVE_HPP
