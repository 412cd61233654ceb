using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace ConvaiNative
{
    /// <summary>
    /// What the library hands out and wants back. A forgotten one goes back in its finaliser, also when an application
    /// domain is unloaded. The values of handles are tokens that are never given out twice: one that another thread
    /// frees in the middle of a call gives an error there, so calls need not hold a reference to it.
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

        /// <summary>The token, also after the handle was disposed of: the library then answers BAD_HANDLE.</summary>
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
            // "A thread still ends" (TIMEOUT) is a free that worked.
            return NativeMethods.convai_client_free(&client) != (int)ConvaiNativeErrorCode.BadHandle;
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

    internal enum ResultKind
    {
        Acknowledgement,
        Character,
        Response,
        Audio,
        Error
    }

    /// <summary>A result that the library owns. The one place that frees results.</summary>
    internal sealed unsafe class ResultHandle : NativeHandle
    {
        private readonly ResultKind kind;

        internal ResultHandle(void* result, ResultKind kind) : base((IntPtr)result)
        {
            this.kind = kind;
        }

        /// <summary>
        /// Reads from the result while nobody can free it. Unlike a handle it is memory: another thread's Dispose waits
        /// for the end of this.
        /// </summary>
        /// <exception cref="ObjectDisposedException">It was freed before.</exception>
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
                default: return NativeMethods.convai_error_free((NativeError**)&result) == NativeMethods.CONVAI_OK;
            }
        }
    }

    /// <summary>
    /// The clients of this application domain. Before the domain goes they are closed: that releases every thread that
    /// waits inside the library, so that an editor's reload of code waits for nobody.
    /// </summary>
    internal static class OpenClients
    {
        private const int UnloadDeadlineMs = 500;
        private static readonly HashSet<IntPtr> Tokens = new HashSet<IntPtr>();
        private static bool watching;
        private static int callsInside;

        internal static void Add(IntPtr client)
        {
            lock (Tokens)
            {
                Tokens.Add(client);
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
        /// A thread goes where it waits for the library and takes what it hands out: the domain's end waits for it to
        /// come out. Aborted on its way back from the library, it would lose what it was given.
        /// </summary>
        internal static void GoInside()
        {
            Interlocked.Increment(ref callsInside);
        }

        internal static void ComeOut()
        {
            Interlocked.Decrement(ref callsInside);
        }

        private static void OnUnload(object sender, EventArgs arguments)
        {
            IntPtr[] open;
            lock (Tokens)
            {
                open = new IntPtr[Tokens.Count];
                Tokens.CopyTo(open);
            }
            // First all without waiting, so that they end side by side.
            foreach (IntPtr client in open) NativeMethods.convai_client_close(client, 0);
            foreach (IntPtr client in open) NativeMethods.convai_client_close(client, UnloadDeadlineMs);
            SpinWait.SpinUntil(delegate { return Volatile.Read(ref callsInside) == 0; }, UnloadDeadlineMs);
        }
    }
}
