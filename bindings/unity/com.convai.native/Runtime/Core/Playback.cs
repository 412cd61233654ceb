using System;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>
    /// Brings voices to the loudspeaker: a queue of the replies of turns and of samples, which the audio thread of the program
    /// reads at the rate of the device. It opens no audio device itself. A turn with <see cref="TurnOptions.Stream"/> is heard while
    /// it arrives. <see cref="Conversation.SetPlayback"/> adds all turns of a conversation.
    /// </summary>
    /// <remarks>
    /// Thread-safe; no member blocks. The methods Read and ReadAhead are for an audio thread: they allocate no memory, take no lock
    /// and throw nothing, and one thread at a time calls them. After <see cref="Dispose"/> they give silence, and every other
    /// member throws an <see cref="ObjectDisposedException"/>. A voice is mono: its channels are averaged, and all channels of the
    /// device get the same sample. An undisposed playback is freed by the garbage collector.
    /// </remarks>
    public sealed unsafe partial class Playback : IDisposable
    {
        private readonly PlaybackHandle handle;
        private volatile int sampleRate;
        private volatile float volume = 1;

        /// <summary>Creates a playback with all the memory that its audio thread needs, about 200 KB.</summary>
        /// <param name="sampleRate">The sample rate of the device in Hz, from 8,000 to 192,000.</param>
        /// <param name="options">The settings, which are copied, or null.</param>
        /// <exception cref="ArgumentOutOfRangeException">A number or a time is negative.</exception>
        /// <exception cref="ConvaiNativeException">An argument is out of its range. The message names it.</exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public Playback(int sampleRate, PlaybackOptions options = null)
        {
            ConvaiNativeLibrary.Ensure();
            NativePlaybackOptions native = new NativePlaybackOptions();
            native.StructSize = (uint)sizeof(NativePlaybackOptions);
            native.SampleRate = Arguments.Count(sampleRate, "sampleRate");
            if (options != null)
            {
                native.LatencyMs = Arguments.Milliseconds(options.Latency, "Latency");
                native.StartBufferMs = Arguments.Milliseconds(options.StartBuffer, "StartBuffer");
                native.MaxBufferedMs = Arguments.Milliseconds(options.MaxBuffered, "MaxBuffered");
                native.WithoutDevice = options.WithoutDevice ? 1u : 0u;
            }
            NativeError* error = null;
            IntPtr token = NativeMethods.convai_playback_new(&native, &error);
            if (token == IntPtr.Zero) throw ConvaiNativeException.Take(error);
            handle = new PlaybackHandle(token);
            this.sampleRate = sampleRate;
        }

        /// <summary>The sample rate of the device in Hz. <see cref="SetDevice"/> changes it.</summary>
        public int SampleRate
        {
            get { return sampleRate; }
        }

        /// <summary>
        /// The factor for each sample, from 0 (silence) to 8. Initially 1. It changes within 10 milliseconds, without a click. The
        /// result is limited to full scale.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">The factor is not from 0 to 8.</exception>
        /// <exception cref="ObjectDisposedException">The playback was disposed of before the factor was set.</exception>
        public float Volume
        {
            get { return volume; }
            set
            {
                Check(NativeMethods.convai_playback_set_volume(handle.Token, value), "value", "Set a factor from 0 to 8.");
                volume = value;
            }
        }

        internal bool IsDisposed
        {
            get { return handle.IsClosed; }
        }

        internal IntPtr Token
        {
            get { return handle.Token; }
        }

        /// <summary>
        /// Adds the reply of a turn: what has arrived is heard, and the rest while it arrives. The turn has to request the voice. A
        /// turn that fails is heard as far as it came. A turn that was cancelled or interrupted adds nothing. Do not add the turns of a
        /// conversation that has this playback: they would be heard twice.
        /// </summary>
        /// <param name="turn">
        /// The task that a method of a <see cref="Conversation"/> or a <see cref="ConvaiNativeClient"/> returned, and not a task that
        /// awaits it. If it has completed, the audio of its reply is added.
        /// </param>
        /// <param name="mode">Whether it is heard after the others or in their place.</param>
        /// <exception cref="ArgumentException">The task is null, or is of another method and has not completed.</exception>
        /// <exception cref="ConvaiNativeException">
        /// The code is QueueFull: the playback holds more than <see cref="PlaybackOptions.MaxBuffered"/> already. Nothing was added.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The playback was disposed of, or the reply of a completed turn.</exception>
        public void Add(Task<Reply> turn, PlaybackMode mode = PlaybackMode.Queue)
        {
            Arguments.Required(turn, "turn");
            PendingCall call = PendingCall.Of(turn);
            if (call == null && !turn.IsCompleted)
                throw new ArgumentException("The task is not that of a turn. Pass the task that SayAsync or GetResponseAsync returned.", "turn");
            if (call != null)
            {
                int status = NativeMethods.convai_playback_add_operation(handle.Token, call.Operation, (int)mode);
                if (status == (int)ConvaiNativeErrorCode.Cancelled) return;
                // The operation of a completed turn was freed.
                if (status != (int)ConvaiNativeErrorCode.BadHandle || handle.IsClosed)
                {
                    CheckMode(status);
                    return;
                }
            }
            if (turn.Status == TaskStatus.RanToCompletion) AddReply(turn.Result, call, mode);
        }

        /// <summary>Adds samples. They are copied, and converted to the rate of the device on a thread of the library.</summary>
        /// <param name="audio">The samples.</param>
        /// <param name="mode">Whether they are heard after the others or in their place.</param>
        /// <param name="id">Any number, which is the <see cref="PlaybackState.SampleId"/> while these samples are heard.</param>
        /// <exception cref="ArgumentException">The audio is null, or the mode is invalid.</exception>
        /// <exception cref="ConvaiNativeException">
        /// The code is AudioInput: the format, the rate or the number of channels is invalid, or there are no frames. Or it is
        /// QueueFull: the playback would hold more than <see cref="PlaybackOptions.MaxBuffered"/>. Nothing was added or replaced.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The playback was disposed of.</exception>
        public void Add(PcmAudio audio, PlaybackMode mode = PlaybackMode.Queue, int id = 0)
        {
            Arguments.Required(audio, "audio");
            using (PcmAudio.Pinned pinned = audio.Pin())
            {
                NativePcm native = pinned.Native;
                CheckMode(NativeMethods.convai_playback_add_pcm(handle.Token, &native, (uint)id, (int)mode));
            }
        }

        /// <summary>Adds the audio of a reply or of a file, as <see cref="Add(PcmAudio, PlaybackMode, int)"/> does.</summary>
        /// <param name="audio">The audio. It is copied, and may be disposed of.</param>
        /// <param name="mode">Whether it is heard after the others or in their place.</param>
        /// <param name="id">Any number, which is the <see cref="PlaybackState.SampleId"/> while this audio is heard.</param>
        /// <exception cref="ArgumentException">The audio is null, or the mode is invalid.</exception>
        /// <exception cref="ConvaiNativeException">
        /// The code is QueueFull: the playback would hold more than <see cref="PlaybackOptions.MaxBuffered"/>. Nothing was added or
        /// replaced.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The playback or the audio was disposed of.</exception>
        public void Add(Audio audio, PlaybackMode mode = PlaybackMode.Queue, int id = 0)
        {
            Arguments.Required(audio, "audio");
            AddAudio(audio, (uint)id, mode);
        }

        /// <summary>Tells what is heard now. Call it in each frame of the game. It takes less than a microsecond and allocates nothing.</summary>
        /// <exception cref="ObjectDisposedException">The playback was disposed of.</exception>
        /// <remarks>Not for the audio thread, because it takes a lock.</remarks>
        public PlaybackState Poll()
        {
            NativePlaybackState native = new NativePlaybackState();
            native.StructSize = (uint)sizeof(NativePlaybackState);
            Check(NativeMethods.convai_playback_poll(handle.Token, &native));
            return new PlaybackState(ref native);
        }

        /// <summary>
        /// Fades out what is heard, and drops all voices, with what of them has not arrived yet. The phase is Empty at once, while the
        /// next reads give the fade. It cancels no turn, and voices that are added later are heard.
        /// </summary>
        /// <param name="fade">The length of the fade: at most 10 seconds. The default is 10 milliseconds.</param>
        /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
        /// <exception cref="ObjectDisposedException">The playback was disposed of.</exception>
        public void Stop(TimeSpan fade = default(TimeSpan))
        {
            Check(NativeMethods.convai_playback_stop(handle.Token, Arguments.Milliseconds(fade, "fade")), "fade", "Set a time between 0 and 10 seconds.");
        }

        /// <summary>
        /// Pauses. What is heard fades out in 5 milliseconds. The phase is Buffering meanwhile. Time does not pass, also without a device.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The playback was disposed of.</exception>
        public void Pause()
        {
            Check(NativeMethods.convai_playback_pause(handle.Token, 1));
        }

        /// <summary>Continues after a pause, from where the voice was, with a ramp of 5 milliseconds.</summary>
        /// <exception cref="ObjectDisposedException">The playback was disposed of.</exception>
        public void Resume()
        {
            Check(NativeMethods.convai_playback_pause(handle.Token, 0));
        }

        /// <summary>
        /// Tells that the device has changed: another sample rate, another latency, or both. At another rate the voice fades out in 10
        /// milliseconds and continues from there; reads that follow are at the new rate.
        /// </summary>
        /// <param name="sampleRate">The sample rate of the device in Hz, from 8,000 to 192,000.</param>
        /// <param name="latency">The time from a read until its samples are heard: at most one second. The default is none.</param>
        /// <exception cref="ArgumentOutOfRangeException">The rate or the time is out of its range.</exception>
        /// <exception cref="ObjectDisposedException">The playback was disposed of.</exception>
        public void SetDevice(int sampleRate, TimeSpan latency = default(TimeSpan))
        {
            int status = NativeMethods.convai_playback_set_device(handle.Token, Arguments.Count(sampleRate, "sampleRate"), Arguments.Milliseconds(latency, "latency"));
            Check(status, "sampleRate", "Set a rate from 8,000 to 192,000 Hz, and a latency of at most one second.");
            this.sampleRate = sampleRate;
        }

        /// <summary>
        /// Frees the playback. What it plays breaks off; for a fade, call <see cref="Stop"/> and let the audio thread read for the time of
        /// the fade before. An audio thread may go on reading: it gets silence. May be called again.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private void AddReply(Reply reply, PendingCall call, PlaybackMode mode)
        {
            if (reply.Interrupted) return;
            ulong number = call == null ? 0 : PlaybackState.Number(call.Operation);
            if (reply.Audio != null) AddAudio(reply.Audio, number, mode);
            else if (mode == PlaybackMode.Replace) Stop();
            else ThrowIfDisposed();
        }

        private void AddAudio(Audio audio, ulong userData, PlaybackMode mode)
        {
            int status = NativeMethods.CONVAI_OK;
            audio.Use(delegate (NativePcm native)
            {
                status = NativeMethods.convai_playback_add_pcm(handle.Token, &native, userData, (int)mode);
            });
            CheckMode(status);
        }

        private void CheckMode(int status)
        {
            Check(status, "mode", "The value is not a PlaybackMode. Use one of the listed modes.");
        }

        private void Check(int status, string argument, string advice)
        {
            ThrowIfDisposed();
            if (status == (int)ConvaiNativeErrorCode.InvalidArgument) throw new ArgumentOutOfRangeException(argument, advice);
            Check(status);
        }

        private void Check(int status)
        {
            ThrowIfDisposed();
            ConvaiNativeException.Check(status);
            GC.KeepAlive(this);
        }

        private void ThrowIfDisposed()
        {
            if (handle.IsClosed) throw new ObjectDisposedException("Playback");
        }
    }
}
