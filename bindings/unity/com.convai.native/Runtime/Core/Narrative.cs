using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>A section of a narrative design. Immutable. A property is null if the service did not give its value.</summary>
    public sealed unsafe class NarrativeSection
    {
        internal NarrativeSection(NativeSection* section)
        {
            Id = Utf8.Read(section->Id, section->IdLen);
            Name = Utf8.Read(section->Name, section->NameLen);
            Objective = Utf8.Read(section->Objective, section->ObjectiveLen);
            NarrativeDecision[] decisions = new NarrativeDecision[checked((int)section->DecisionCount.ToUInt64())];
            for (int index = 0; index < decisions.Length; index++) decisions[index] = new NarrativeDecision(section->Decisions[index]);
            Decisions = decisions;
        }

        /// <summary>The section's id.</summary>
        public string Id { get; private set; }

        /// <summary>The section's name.</summary>
        public string Name { get; private set; }

        /// <summary>What the character wants in this section.</summary>
        public string Objective { get; private set; }

        /// <summary>What leads to other sections. Never null.</summary>
        public IReadOnlyList<NarrativeDecision> Decisions { get; private set; }
    }

    /// <summary>What leads from a section to another one. Immutable. A property is null if the service did not give its value.</summary>
    public sealed unsafe class NarrativeDecision
    {
        internal NarrativeDecision(NativeDecision* decision)
        {
            Criteria = Utf8.Read(decision->Criteria, decision->CriteriaLen);
            NextSectionId = Utf8.Read(decision->NextSectionId, decision->NextSectionIdLen);
        }

        /// <summary>When the decision is taken, in words.</summary>
        public string Criteria { get; private set; }

        /// <summary>The id of the section that follows.</summary>
        public string NextSectionId { get; private set; }
    }

    /// <summary>A trigger of a narrative design. Immutable. A property is null if the service did not give its value.</summary>
    public sealed unsafe class NarrativeTrigger
    {
        internal NarrativeTrigger(NativeTrigger* trigger)
        {
            Id = Utf8.Read(trigger->Id, trigger->IdLen);
            Name = Utf8.Read(trigger->Name, trigger->NameLen);
            Message = Utf8.Read(trigger->Message, trigger->MessageLen);
            DestinationSectionId = Utf8.Read(trigger->DestinationSectionId, trigger->DestinationSectionIdLen);
        }

        /// <summary>The trigger's id.</summary>
        public string Id { get; private set; }

        /// <summary>The trigger's name.</summary>
        public string Name { get; private set; }

        /// <summary>What the character is told.</summary>
        public string Message { get; private set; }

        /// <summary>The id of the section that the trigger leads to.</summary>
        public string DestinationSectionId { get; private set; }
    }
}
