// In Unity both API compatibility levels have what .NET Standard 2.1 has.
#if NETSTANDARD2_1 || NETSTANDARD2_1_OR_GREATER || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>What takes time. The classes below are unsafe, and such code cannot await.</summary>
    internal static class AsyncDisposal
    {
        internal static async Task Client(CallQueue calls, BackgroundPump pump, int pumpTimeoutMs)
        {
            await calls.End(0).ConfigureAwait(false);
            await Join(pump, pumpTimeoutMs).ConfigureAwait(false);
        }

        internal static Task Join(BackgroundPump pump, int timeoutMs)
        {
            return pump == null ? Task.CompletedTask : Task.Run(delegate { pump.Join(timeoutMs); });
        }
    }

    /// <content>Disposing without blocking.</content>
    public sealed partial class ConvaiNativeClient : IAsyncDisposable
    {
        /// <summary>
        /// Cancels all calls and completes their tasks before it returns, as <see cref="Dispose"/> does, and blocks no thread of the
        /// program. What it returns completes when the threads of the library have ended, or after two seconds. May be called again,
        /// which does not wait.
        /// </summary>
        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0) return default(ValueTask);
            GC.SuppressFinalize(this);
            return new ValueTask(AsyncDisposal.Client(Calls, pump, CloseTimeoutMs));
        }
    }

    /// <content>Disposing without blocking.</content>
    public sealed partial class ConvaiNativeQueue : IAsyncDisposable
    {
        /// <summary>
        /// Frees the queue and cancels the remaining tasks as <see cref="Dispose"/> does, and does not block. What it returns completes
        /// when the background pump, if there is one, has ended. May be called again, which does not wait.
        /// </summary>
        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0) return default(ValueTask);
            GC.SuppressFinalize(this);
            handle.Dispose();
            Completions.Abandon(null);
            return new ValueTask(AsyncDisposal.Join(pump, CloseTimeoutMs));
        }
    }

    /// <content>For <c>await using</c>.</content>
    public sealed partial class Conversation : IAsyncDisposable
    {
        /// <summary>Does the same as <see cref="Dispose"/>, which does not block, and has completed when it returns.</summary>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return default(ValueTask);
        }
    }

    /// <content>For <c>await using</c>.</content>
    public sealed partial class Utterance : IAsyncDisposable
    {
        /// <summary>Does the same as <see cref="Dispose"/>, which does not block, and has completed when it returns.</summary>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return default(ValueTask);
        }
    }

    /// <content>For <c>await using</c>.</content>
    public sealed partial class Playback : IAsyncDisposable
    {
        /// <summary>Does the same as <see cref="Dispose"/>, which does not block, and has completed when it returns.</summary>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return default(ValueTask);
        }
    }

    /// <content>For <c>await using</c>.</content>
    public sealed partial class Audio : IAsyncDisposable
    {
        /// <summary>Does the same as <see cref="Dispose"/>, which does not block, and has completed when it returns.</summary>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return default(ValueTask);
        }
    }

    /// <content>For <c>await using</c>.</content>
    public sealed partial class Reply : IAsyncDisposable
    {
        /// <summary>Does the same as <see cref="Dispose"/>, which does not block, and has completed when it returns.</summary>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return default(ValueTask);
        }
    }

    /// <content>For <c>await using</c>.</content>
    public sealed partial class VoiceList : IAsyncDisposable
    {
        /// <summary>Does the same as <see cref="Dispose"/>, which does not block, and has completed when it returns.</summary>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return default(ValueTask);
        }
    }

    /// <content>For <c>await using</c>.</content>
    public sealed partial class LanguageList : IAsyncDisposable
    {
        /// <summary>Does the same as <see cref="Dispose"/>, which does not block, and has completed when it returns.</summary>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return default(ValueTask);
        }
    }
}
#endif
