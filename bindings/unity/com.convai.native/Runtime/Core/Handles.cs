using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace ConvaiNative
{
    /// <summary>
    /// An object that the library owns. The finalizer frees it if nobody disposes of it, also when an application domain is
    /// unloaded. A handle's value is a token that the library never uses again. If another thread frees the handle during a call,
    /// the call fails with an error, so calls need no reference to the handle.
    /// </summary>
    internal abstract class NativeHandle : SafeHandle
    {
        protected NativeHandle(IntPtr value) : base(IntPtr.Zero, true)
        {
            SetHandle(value);
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        /// <summary>The token. It is readable after Dispose too: the library then returns the error BadHandle.</summary>
        internal IntPtr Token
        {
            get { return handle; }
        }
    }

    internal sealed class ClientHandle : NativeHandle
    {
        internal ClientHandle(IntPtr client) : base(client)
        {
            OpenClients.Add(client);
        }

        protected override unsafe bool ReleaseHandle()
        {
            OpenClients.Remove(handle);
            IntPtr client = handle;
            // TIMEOUT means that a thread of the library is still ending. The client is freed.
            return NativeMethods.convai_client_free(&client) != (int)ConvaiNativeErrorCode.BadHandle;
        }
    }

    internal sealed class QueueHandle : NativeHandle
    {
        internal QueueHandle(IntPtr queue) : base(queue)
        {
            OpenClients.AddQueue(queue);
        }

        /// <summary>Frees a queue, which wakes the threads that wait for it. May be called again.</summary>
        internal static unsafe void Free(IntPtr queue)
        {
            NativeMethods.convai_queue_free(&queue);
        }

        protected override bool ReleaseHandle()
        {
            OpenClients.RemoveQueue(handle);
            Free(handle);
            return true;
        }
    }

    internal sealed class OperationHandle : NativeHandle
    {
        internal OperationHandle(IntPtr operation) : base(operation)
        {
        }

        protected override unsafe bool ReleaseHandle()
        {
            IntPtr operation = handle;
            return NativeMethods.convai_operation_free(&operation) == NativeMethods.CONVAI_OK;
        }
    }

    internal sealed class ConversationHandle : NativeHandle
    {
        internal ConversationHandle(IntPtr conversation) : base(conversation)
        {
        }

        protected override unsafe bool ReleaseHandle()
        {
            IntPtr conversation = handle;
            return NativeMethods.convai_conversation_free(&conversation) == NativeMethods.CONVAI_OK;
        }
    }

    internal sealed class UtteranceHandle : NativeHandle
    {
        internal UtteranceHandle(IntPtr utterance) : base(utterance)
        {
        }

        protected override unsafe bool ReleaseHandle()
        {
            IntPtr utterance = handle;
            return NativeMethods.convai_utterance_free(&utterance) == NativeMethods.CONVAI_OK;
        }
    }

    internal sealed class PlaybackHandle : NativeHandle
    {
        internal PlaybackHandle(IntPtr playback) : base(playback)
        {
        }

        protected override unsafe bool ReleaseHandle()
        {
            IntPtr playback = handle;
            return NativeMethods.convai_playback_free(&playback) == NativeMethods.CONVAI_OK;
        }
    }

    internal enum ResultKind
    {
        Acknowledgement,
        Character,
        Response,
        Audio,
        LogEntry,
        Piece,
        Characters,
        Voices,
        Languages,
        Token,
        Chats,
        Chat,
        Usage,
        GeneratedText,
        Sections,
        Triggers,
        Error
    }

    /// <summary>A result in the memory of the library. Only this class frees results.</summary>
    internal sealed unsafe class ResultHandle : NativeHandle
    {
        private readonly ResultKind kind;

        internal ResultHandle(void* result, ResultKind kind) : base((IntPtr)result)
        {
            this.kind = kind;
        }

        /// <summary>
        /// Runs code that reads the result. A result is memory and not a token: if another thread disposes of it, it is freed only
        /// after the code has ended.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The result was freed.</exception>
        internal void Use(Action read)
        {
            bool held = false;
            try
            {
                DangerousAddRef(ref held);
                read();
            }
            finally
            {
                if (held) DangerousRelease();
            }
        }

        protected override bool ReleaseHandle()
        {
            void* result = (void*)handle;
            switch (kind)
            {
                case ResultKind.Acknowledgement: return NativeMethods.convai_result_free((NativeResult**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Character: return NativeMethods.convai_character_free((NativeCharacter**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Response: return NativeMethods.convai_response_free((NativeResponse**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Audio: return NativeMethods.convai_audio_free((NativeAudio**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.LogEntry: return NativeMethods.convai_log_entry_free((NativeLogEntry**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Piece: return NativeMethods.convai_piece_free((NativePiece**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Characters: return NativeMethods.convai_characters_free((NativeCharacters**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Voices: return NativeMethods.convai_voices_free((NativeVoices**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Languages: return NativeMethods.convai_languages_free((NativeLanguages**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Token: return NativeMethods.convai_token_free((NativeToken**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Chats: return NativeMethods.convai_chats_free((NativeChats**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Chat: return NativeMethods.convai_chat_free((NativeChat**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Usage: return NativeMethods.convai_usage_free((NativeUsage**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.GeneratedText: return NativeMethods.convai_generated_text_free((NativeGeneratedText**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Sections: return NativeMethods.convai_sections_free((NativeSections**)&result) == NativeMethods.CONVAI_OK;
                case ResultKind.Triggers: return NativeMethods.convai_triggers_free((NativeTriggers**)&result) == NativeMethods.CONVAI_OK;
                default: return NativeMethods.convai_error_free((NativeError**)&result) == NativeMethods.CONVAI_OK;
            }
        }
    }

    /// <summary>
    /// The clients and queues of this application domain. The clients are closed and the queues freed before the domain is unloaded.
    /// That wakes every thread that waits in the library, so that the unload does not hang.
    /// </summary>
    internal static class OpenClients
    {
        private const int UnloadTimeoutMs = 500;
        private static readonly HashSet<IntPtr> Tokens = new HashSet<IntPtr>();
        private static readonly HashSet<IntPtr> Queues = new HashSet<IntPtr>();
        private static bool watching;
        private static int runningCalls;

        internal static void Add(IntPtr client)
        {
            Watch(Tokens, client);
        }

        internal static void AddQueue(IntPtr queue)
        {
            Watch(Queues, queue);
        }

        internal static void RemoveQueue(IntPtr queue)
        {
            lock (Tokens) Queues.Remove(queue);
        }

        private static void Watch(HashSet<IntPtr> set, IntPtr token)
        {
            lock (Tokens)
            {
                set.Add(token);
                if (watching) return;
                watching = true;
                AppDomain.CurrentDomain.DomainUnload += OnUnload;
            }
        }

        internal static void Remove(IntPtr client)
        {
            lock (Tokens) Tokens.Remove(client);
        }

        /// <summary>
        /// Marks the start of a call that takes objects from the library. The unload of the domain waits for the end of these
        /// calls: a thread that is aborted while it returns from the library would leak the object.
        /// </summary>
        internal static void EnterCall()
        {
            Interlocked.Increment(ref runningCalls);
        }

        internal static void LeaveCall()
        {
            Interlocked.Decrement(ref runningCalls);
        }

        private static void OnUnload(object sender, EventArgs arguments)
        {
            IntPtr[] open, queues;
            lock (Tokens)
            {
                open = new IntPtr[Tokens.Count];
                Tokens.CopyTo(open);
                queues = new IntPtr[Queues.Count];
                Queues.CopyTo(queues);
            }
            foreach (IntPtr queue in queues) QueueHandle.Free(queue);
            // The first pass does not wait, so that all clients close at the same time.
            foreach (IntPtr client in open) NativeMethods.convai_client_close(client, 0);
            foreach (IntPtr client in open) NativeMethods.convai_client_close(client, UnloadTimeoutMs);
            SpinWait.SpinUntil(delegate { return Volatile.Read(ref runningCalls) == 0; }, UnloadTimeoutMs);
        }
    }
}
