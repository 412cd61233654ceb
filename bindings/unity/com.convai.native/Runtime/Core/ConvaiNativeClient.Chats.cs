using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    public sealed unsafe partial class ConvaiNativeClient
    {
        /// <summary>Lists the sessions that players had with a character.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="limit">How many sessions to list at most. 0 for all.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        public Task<ServiceList<ChatSummary>> ListChatsAsync(string characterId, int limit = 0, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallListChats(characterId, limit), Outcome.OfChats, options, cancellation);
        }

        /// <summary>Lists the sessions that players had with a character. Blocks. See <see cref="ListChatsAsync"/>.</summary>
        public ServiceList<ChatSummary> ListChats(string characterId, int limit = 0, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallListChats(characterId, limit), Outcome.OfChats, options, cancellation);
        }

        /// <summary>Reads what was said in a session.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionId">
        /// The session, such as <see cref="ChatSummary.SessionId"/> or <see cref="Conversation.SessionId"/>.
        /// </param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The sentences, in their order.</returns>
        public Task<ServiceList<ChatMessage>> GetChatAsync(string characterId, string sessionId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallGetChat(characterId, sessionId), Outcome.OfChat, options, cancellation);
        }

        /// <summary>Reads what was said in a session. Blocks. See <see cref="GetChatAsync"/>.</summary>
        public ServiceList<ChatMessage> GetChat(string characterId, string sessionId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallGetChat(characterId, sessionId), Outcome.OfChat, options, cancellation);
        }

        /// <summary>Deletes sessions of a character. The service documents no way back.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionIds">The sessions. At least one.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The confirmation of the service.</returns>
        public Task<Acknowledgement> DeleteChatsAsync(string characterId, IList<string> sessionIds, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallDeleteChats(characterId, sessionIds), Outcome.OfAcknowledgement, options, cancellation);
        }

        /// <summary>Deletes sessions of a character. Blocks. See <see cref="DeleteChatsAsync"/>.</summary>
        public Acknowledgement DeleteChats(string characterId, IList<string> sessionIds, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallDeleteChats(characterId, sessionIds), Outcome.OfAcknowledgement, options, cancellation);
        }

        private StartCall CallListChats(string characterId, int limit)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_chat_list_async(Calls.Client, pins.Text(characterId, "characterId"), limit, options, error);
            };
        }

        private StartCall CallGetChat(string characterId, string sessionId)
        {
            Arguments.Required(characterId, "characterId");
            Arguments.Required(sessionId, "sessionId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_chat_get_async(Calls.Client, pins.Text(characterId, "characterId"), pins.Text(sessionId, "sessionId"), options, error);
            };
        }

        private StartCall CallDeleteChats(string characterId, IList<string> sessionIds)
        {
            Arguments.Required(characterId, "characterId");
            Arguments.Required(sessionIds, "sessionIds");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                uint count;
                byte** sessions = pins.Texts(sessionIds, "sessionIds", out count);
                return NativeMethods.convai_chat_delete_async(Calls.Client, pins.Text(characterId, "characterId"), sessions, count, options, error);
            };
        }
    }
}
