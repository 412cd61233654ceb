using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    public sealed unsafe partial class ConvaiNativeClient
    {
        /// <summary>Lists the sections of a character's narrative design.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        public Task<ServiceList<NarrativeSection>> ListSectionsAsync(string characterId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallListSections(characterId), Outcome.OfSections, options, cancellation);
        }

        /// <summary>Lists the sections of a character's narrative design. Blocks. See <see cref="ListSectionsAsync"/>.</summary>
        public ServiceList<NarrativeSection> ListSections(string characterId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallListSections(characterId), Outcome.OfSections, options, cancellation);
        }

        /// <summary>
        /// Reads in which section of its narrative design a session is. Undocumented: seen in the service's Unity package.
        /// </summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionId">The session.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The section, or null if the session is in none.</returns>
        public Task<NarrativeSection> GetCurrentSectionAsync(string characterId, string sessionId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallGetCurrentSection(characterId, sessionId), Outcome.OfSection, options, cancellation);
        }

        /// <summary>Reads in which section of its narrative design a session is. Blocks. See <see cref="GetCurrentSectionAsync"/>.</summary>
        public NarrativeSection GetCurrentSection(string characterId, string sessionId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallGetCurrentSection(characterId, sessionId), Outcome.OfSection, options, cancellation);
        }

        /// <summary>Lists the triggers of a character's narrative design.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        public Task<ServiceList<NarrativeTrigger>> ListTriggersAsync(string characterId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallListTriggers(characterId), Outcome.OfTriggers, options, cancellation);
        }

        /// <summary>Lists the triggers of a character's narrative design. Blocks. See <see cref="ListTriggersAsync"/>.</summary>
        public ServiceList<NarrativeTrigger> ListTriggers(string characterId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallListTriggers(characterId), Outcome.OfTriggers, options, cancellation);
        }

        private StartCall CallListSections(string characterId)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_section_list_async(Calls.Client, pins.Text(characterId, "characterId"), options, error);
            };
        }

        private StartCall CallGetCurrentSection(string characterId, string sessionId)
        {
            Arguments.Required(characterId, "characterId");
            Arguments.Required(sessionId, "sessionId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_section_current_async(Calls.Client, pins.Text(characterId, "characterId"), pins.Text(sessionId, "sessionId"), options, error);
            };
        }

        private StartCall CallListTriggers(string characterId)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_trigger_list_async(Calls.Client, pins.Text(characterId, "characterId"), options, error);
            };
        }
    }
}
