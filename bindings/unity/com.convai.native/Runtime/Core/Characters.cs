using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>
    /// Creates, lists, reads, changes and deletes characters of the account that owns the API key. Every call has two forms. The Async
    /// form does not block; its task completes in <see cref="ConvaiNativeClient.Pump"/> or on the background pump. The other form
    /// blocks until the reply arrives and needs no pump: use it in tools, not on a game's main thread.
    /// </summary>
    /// <remarks>
    /// Thread-safe. Invalid arguments (null, or a text with a NUL character) throw an <see cref="ArgumentException"/>, and a
    /// disposed client throws an <see cref="ObjectDisposedException"/>. Every other failure is a
    /// <see cref="ConvaiNativeException"/>: the blocking form throws it, and the task of the Async form ends with it. A cancelled
    /// call ends with an <see cref="OperationCanceledException"/>; the service may have processed it. No call is repeated
    /// automatically.
    /// </remarks>
    public sealed unsafe class Characters
    {
        private readonly ConvaiNativeClient client;

        internal Characters(ConvaiNativeClient client)
        {
            this.client = client;
        }

        /// <summary>Creates a character.</summary>
        /// <param name="spec">The properties of the character. Name, VoiceType and Backstory are required.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The new character. Only its id is set.</returns>
        public Task<Character> CreateAsync(CharacterSpec spec, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallCreate(spec), Outcome.OfCharacter, options, cancellation);
        }

        /// <summary>Creates a character. Blocks. See <see cref="CreateAsync"/>.</summary>
        public Character Create(CharacterSpec spec, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallCreate(spec), Outcome.OfCharacter, options, cancellation);
        }

        /// <summary>Changes properties of a character.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="changes">The new values. At least one property must be set.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The confirmation of the service.</returns>
        public Task<Acknowledgement> UpdateAsync(string characterId, CharacterSpec changes, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallUpdate(characterId, changes), Outcome.OfAcknowledgement, options, cancellation);
        }

        /// <summary>Changes properties of a character. Blocks. See <see cref="UpdateAsync"/>.</summary>
        public Acknowledgement Update(string characterId, CharacterSpec changes, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallUpdate(characterId, changes), Outcome.OfAcknowledgement, options, cancellation);
        }

        /// <summary>Reads a character by its id. It may be a character of this account or a public one.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        public Task<Character> GetAsync(string characterId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallGet(characterId), Outcome.OfCharacter, options, cancellation);
        }

        /// <summary>Reads a character by its id. Blocks. See <see cref="GetAsync"/>.</summary>
        public Character Get(string characterId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallGet(characterId), Outcome.OfCharacter, options, cancellation);
        }

        /// <summary>Reads a character by its name.</summary>
        /// <param name="name">The character's name.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        public Task<Character> FindAsync(string name, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallFind(name), Outcome.OfCharacter, options, cancellation);
        }

        /// <summary>Reads a character by its name. Blocks. See <see cref="FindAsync"/>.</summary>
        public Character Find(string name, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallFind(name), Outcome.OfCharacter, options, cancellation);
        }

        /// <summary>Copies a character.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="withKnowledgeBank">Whether to copy the knowledge bank too.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The copy. Only its id is set.</returns>
        public Task<Character> CloneAsync(string characterId, bool withKnowledgeBank = false, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallClone(characterId, withKnowledgeBank), Outcome.OfCharacter, options, cancellation);
        }

        /// <summary>Copies a character. Blocks. See <see cref="CloneAsync"/>.</summary>
        public Character Clone(string characterId, bool withKnowledgeBank = false, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallClone(characterId, withKnowledgeBank), Outcome.OfCharacter, options, cancellation);
        }

        /// <summary>Deletes a character permanently.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The confirmation of the service.</returns>
        public Task<Acknowledgement> DeleteAsync(string characterId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallDelete(characterId), Outcome.OfAcknowledgement, options, cancellation);
        }

        /// <summary>Deletes a character permanently. Blocks. See <see cref="DeleteAsync"/>.</summary>
        public Acknowledgement Delete(string characterId, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallDelete(characterId), Outcome.OfAcknowledgement, options, cancellation);
        }

        /// <summary>Lists the characters of the account.</summary>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The characters, without their backstories: <see cref="GetAsync"/> reads one.</returns>
        public Task<ServiceList<Character>> ListAsync(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallList(), Outcome.OfCharacters, options, cancellation);
        }

        /// <summary>Lists the characters of the account. Blocks. See <see cref="ListAsync"/>.</summary>
        public ServiceList<Character> List(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallList(), Outcome.OfCharacters, options, cancellation);
        }

        private Task<T> Start<T>(StartCall call, TakeOutcome<T> take, CallOptions options, CancellationToken cancellation)
        {
            return client.Start(call, take, options, cancellation);
        }

        private T Run<T>(StartCall call, TakeOutcome<T> take, CallOptions options, CancellationToken cancellation)
        {
            return client.Run(call, take, options, cancellation);
        }

        private StartCall CallList()
        {
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_character_list_async(client.Calls.Client, options, error);
            };
        }

        private StartCall CallCreate(CharacterSpec spec)
        {
            Arguments.Required(spec, "spec");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_character_create_async(client.Calls.Client, spec.Pin(pins), options, error);
            };
        }

        private StartCall CallUpdate(string characterId, CharacterSpec changes)
        {
            Arguments.Required(characterId, "characterId");
            Arguments.Required(changes, "changes");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* id = Utf8.Terminated(characterId, "characterId"))
                    return NativeMethods.convai_character_update_async(client.Calls.Client, id, changes.Pin(pins), options, error);
            };
        }

        private StartCall CallGet(string characterId)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* id = Utf8.Terminated(characterId, "characterId"))
                    return NativeMethods.convai_character_get_async(client.Calls.Client, id, options, error);
            };
        }

        private StartCall CallFind(string name)
        {
            Arguments.Required(name, "name");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* text = Utf8.Terminated(name, "name"))
                    return NativeMethods.convai_character_find_async(client.Calls.Client, text, options, error);
            };
        }

        private StartCall CallClone(string characterId, bool withKnowledgeBank)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* id = Utf8.Terminated(characterId, "characterId"))
                    return NativeMethods.convai_character_clone_async(client.Calls.Client, id, withKnowledgeBank ? 1 : 0, options, error);
            };
        }

        private StartCall CallDelete(string characterId)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* id = Utf8.Terminated(characterId, "characterId"))
                    return NativeMethods.convai_character_delete_async(client.Calls.Client, id, options, error);
            };
        }
    }
}
