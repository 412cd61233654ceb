using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    public sealed unsafe partial class ConvaiNativeClient
    {
        /// <summary>Asks for lines that the player could say next. The timeout for voice applies.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionId">The session. Null or empty for opening lines.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The lines: <see cref="GeneratedText.Lines"/>. A reply without text is the error EmptyReply.</returns>
        public Task<GeneratedText> GenerateStartersAsync(string characterId, string sessionId = null, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallGenerateStarters(characterId, sessionId), Outcome.OfGeneratedText, options, cancellation);
        }

        /// <summary>Asks for lines that the player could say next. Blocks. See <see cref="GenerateStartersAsync"/>.</summary>
        public GeneratedText GenerateStarters(string characterId, string sessionId = null, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallGenerateStarters(characterId, sessionId), Outcome.OfGeneratedText, options, cancellation);
        }

        /// <summary>
        /// Writes a backstory from a few words about a character. It changes no character: set <see cref="CharacterSpec.Backstory"/>. The
        /// timeout for voice applies.
        /// </summary>
        /// <param name="name">The character's name.</param>
        /// <param name="inputText">What the backstory is about.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The backstory: <see cref="GeneratedText.Text"/>. A reply without text is the error EmptyReply.</returns>
        public Task<GeneratedText> GenerateBackstoryAsync(string name, string inputText, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallGenerateBackstory(name, inputText), Outcome.OfGeneratedText, options, cancellation);
        }

        /// <summary>Writes a backstory from a few words about a character. Blocks. See <see cref="GenerateBackstoryAsync"/>.</summary>
        public GeneratedText GenerateBackstory(string name, string inputText, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallGenerateBackstory(name, inputText), Outcome.OfGeneratedText, options, cancellation);
        }

        /// <summary>
        /// Speaks a text with a voice of the service, without a character. The service documents that the voices of its realtime products
        /// are not supported. The timeout for voice applies.
        /// </summary>
        /// <param name="transcript">The text.</param>
        /// <param name="voice">The <see cref="VoiceInfo.Value"/> of a voice.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>
        /// The audio. Dispose of it to free its memory. A reply that is no WAV file is the error ReplyAudio, and a message of the service
        /// in place of audio is the error Refused. For other formats, such as MP3, send a <see cref="ServiceRequest"/>.
        /// </returns>
        public Task<Audio> GenerateSpeechAsync(string transcript, string voice, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallGenerateSpeech(transcript, voice), Outcome.OfAudio, options, cancellation);
        }

        /// <summary>Speaks a text with a voice of the service, without a character. Blocks. See <see cref="GenerateSpeechAsync"/>.</summary>
        public Audio GenerateSpeech(string transcript, string voice, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallGenerateSpeech(transcript, voice), Outcome.OfAudio, options, cancellation);
        }

        private StartCall CallGenerateStarters(string characterId, string sessionId)
        {
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_generate_starters_async(Calls.Client, pins.Text(characterId, "characterId"), pins.Text(string.IsNullOrEmpty(sessionId) ? null : sessionId, "sessionId"), options, error);
            };
        }

        private StartCall CallGenerateBackstory(string name, string inputText)
        {
            Arguments.Required(name, "name");
            Arguments.Required(inputText, "inputText");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_generate_backstory_async(Calls.Client, pins.Text(name, "name"), pins.Text(inputText, "inputText"), options, error);
            };
        }

        private StartCall CallGenerateSpeech(string transcript, string voice)
        {
            Arguments.Required(transcript, "transcript");
            Arguments.Required(voice, "voice");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_generate_speech_async(Calls.Client, pins.Text(transcript, "transcript"), pins.Text(voice, "voice"), options, error);
            };
        }
    }
}
