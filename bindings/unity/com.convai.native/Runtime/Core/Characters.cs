using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>
    /// The characters of the account behind the API key. Each call is there twice: as a task, which ends in
    /// <see cref="ConvaiNativeClient.Pump"/> and never blocks; and without Async as a call that blocks until the reply is
    /// there, which needs no pump: for tools, never for a game's main thread.
    /// </summary>
    /// <remarks>
    /// All may be called from any thread. A call that fails throws, or ends its task with, a
    /// <see cref="ConvaiNativeException"/>; one that its token cancels ends with <see cref="OperationCanceledException"/>.
    /// A cancelled call may have reached the service all the same. Nothing is ever repeated for you.
    /// </remarks>
    public sealed unsafe class Characters
    {
        private readonly ConvaiNativeClient client;

        internal Characters(ConvaiNativeClient client)
        {
            this.client = client;
        }

        /// <summary>Makes a character.</summary>
        /// <param name="spec">What it is made of: name, voice type and backstory are required.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <returns>The new character, of which only the id is known.</returns>
        public Task<Character> CreateAsync(CharacterSpec spec, CancellationToken cancellation = default(CancellationToken))
        {
            return Start(CallCreate(spec), Outcome.OfCharacter, cancellation);
        }

        /// <summary>Makes a character. Blocks; see <see cref="CreateAsync"/>.</summary>
        public Character Create(CharacterSpec spec, CancellationToken cancellation = default(CancellationToken))
        {
            return Run(CallCreate(spec), Outcome.OfCharacter, cancellation);
        }

        /// <summary>Changes a character.</summary>
        /// <param name="characterId">Which one.</param>
        /// <param name="changes">What changes: at least one of its properties.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <returns>The service's acknowledgement.</returns>
        public Task<Acknowledgement> UpdateAsync(string characterId, CharacterSpec changes, CancellationToken cancellation = default(CancellationToken))
        {
            return Start(CallUpdate(characterId, changes), Outcome.OfAcknowledgement, cancellation);
        }

        /// <summary>Changes a character. Blocks; see <see cref="UpdateAsync"/>.</summary>
        public Acknowledgement Update(string characterId, CharacterSpec changes, CancellationToken cancellation = default(CancellationToken))
        {
            return Run(CallUpdate(characterId, changes), Outcome.OfAcknowledgement, cancellation);
        }

        /// <summary>Reads a character by its id: one of your own, or a public one.</summary>
        /// <param name="characterId">Which one.</param>
        /// <param name="cancellation">Cancels the call.</param>
        public Task<Character> GetAsync(string characterId, CancellationToken cancellation = default(CancellationToken))
        {
            return Start(CallGet(characterId), Outcome.OfCharacter, cancellation);
        }

        /// <summary>Reads a character by its id. Blocks; see <see cref="GetAsync"/>.</summary>
        public Character Get(string characterId, CancellationToken cancellation = default(CancellationToken))
        {
            return Run(CallGet(characterId), Outcome.OfCharacter, cancellation);
        }

        /// <summary>Reads a character by its name.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="cancellation">Cancels the call.</param>
        public Task<Character> FindAsync(string name, CancellationToken cancellation = default(CancellationToken))
        {
            return Start(CallFind(name), Outcome.OfCharacter, cancellation);
        }

        /// <summary>Reads a character by its name. Blocks; see <see cref="FindAsync"/>.</summary>
        public Character Find(string name, CancellationToken cancellation = default(CancellationToken))
        {
            return Run(CallFind(name), Outcome.OfCharacter, cancellation);
        }

        /// <summary>Copies a character.</summary>
        /// <param name="characterId">Which one.</param>
        /// <param name="withKnowledgeBank">Whether its knowledge bank is copied as well.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <returns>The copy, of which only the id is known.</returns>
        public Task<Character> CloneAsync(string characterId, bool withKnowledgeBank = false, CancellationToken cancellation = default(CancellationToken))
        {
            return Start(CallClone(characterId, withKnowledgeBank), Outcome.OfCharacter, cancellation);
        }

        /// <summary>Copies a character. Blocks; see <see cref="CloneAsync"/>.</summary>
        public Character Clone(string characterId, bool withKnowledgeBank = false, CancellationToken cancellation = default(CancellationToken))
        {
            return Run(CallClone(characterId, withKnowledgeBank), Outcome.OfCharacter, cancellation);
        }

        /// <summary>Deletes a character. This cannot be undone.</summary>
        /// <param name="characterId">Which one.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <returns>The service's acknowledgement.</returns>
        public Task<Acknowledgement> DeleteAsync(string characterId, CancellationToken cancellation = default(CancellationToken))
        {
            return Start(CallDelete(characterId), Outcome.OfAcknowledgement, cancellation);
        }

        /// <summary>Deletes a character. Blocks; see <see cref="DeleteAsync"/>.</summary>
        public Acknowledgement Delete(string characterId, CancellationToken cancellation = default(CancellationToken))
        {
            return Run(CallDelete(characterId), Outcome.OfAcknowledgement, cancellation);
        }

        private Task<T> Start<T>(StartCall call, TakeOutcome<T> take, CancellationToken cancellation)
        {
            client.ThrowIfDisposed();
            return client.Calls.Start(call, take, null, client, cancellation);
        }

        private T Run<T>(StartCall call, TakeOutcome<T> take, CancellationToken cancellation)
        {
            client.ThrowIfDisposed();
            return client.Calls.Run(call, take, null, client, cancellation);
        }

        private StartCall CallCreate(CharacterSpec spec)
        {
            Arguments.Required(spec, "spec");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                using (PinnedSpec pinned = new PinnedSpec(spec))
                {
                    NativeCharacterSpec native = pinned.Native;
                    return NativeMethods.convai_character_create_async(client.Calls.Client, &native, options, error);
                }
            };
        }

        private StartCall CallUpdate(string characterId, CharacterSpec changes)
        {
            Arguments.Required(characterId, "characterId");
            Arguments.Required(changes, "changes");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                fixed (byte* id = Utf8.Terminated(characterId, "characterId"))
                using (PinnedSpec pinned = new PinnedSpec(changes))
                {
                    NativeCharacterSpec native = pinned.Native;
                    return NativeMethods.convai_character_update_async(client.Calls.Client, id, &native, options, error);
                }
            };
        }

        private StartCall CallGet(string characterId)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                fixed (byte* id = Utf8.Terminated(characterId, "characterId"))
                    return NativeMethods.convai_character_get_async(client.Calls.Client, id, options, error);
            };
        }

        private StartCall CallFind(string name)
        {
            Arguments.Required(name, "name");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                fixed (byte* text = Utf8.Terminated(name, "name"))
                    return NativeMethods.convai_character_find_async(client.Calls.Client, text, options, error);
            };
        }

        private StartCall CallClone(string characterId, bool withKnowledgeBank)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                fixed (byte* id = Utf8.Terminated(characterId, "characterId"))
                    return NativeMethods.convai_character_clone_async(client.Calls.Client, id, withKnowledgeBank ? 1 : 0, options, error);
            };
        }

        private StartCall CallDelete(string characterId)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                fixed (byte* id = Utf8.Terminated(characterId, "characterId"))
                    return NativeMethods.convai_character_delete_async(client.Calls.Client, id, options, error);
            };
        }
    }
}
