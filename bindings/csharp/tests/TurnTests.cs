using System;
using System.Threading;

namespace ConvaiNative.Tests
{
    /// <summary>Turns without a conversation.</summary>
    internal static class TurnTests
    {
        private const string Path = "/character/getResponse";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("turns: text turns of both forms without a conversation continue the session that is passed", Text);
            Program.Add("turns: samples and WAV files without a conversation are uploaded, in both forms", Recordings);
            Program.Add("turns: voice, multipart, response level and the raw reply are as set", Options);
            Program.Add("turns: the client stays alive until an awaited turn ends", Unreferenced);
            Program.Add("turns: invalid arguments are named in C# spelling, and send nothing", Mistakes);
        }

        private static void Text()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Reply first = Check.End(client.GetResponseAsync(Emulator.PublicCharacter, null, "My name is Ada."));
                Check.Same("-1", Emulator.Text(Path, "sessionID"), "the first turn asks for a session");
                Check.Same("false", Emulator.Text(Path, "voiceResponse").ToLowerInvariant(), "voice not asked for");
                Check.Same(Emulator.PublicCharacter, Emulator.Text(Path, "charID"), "character");
                Reply second = client.GetResponse(Emulator.PublicCharacter, first.SessionId, "What is my name?");
                Check.Same(first.SessionId, Emulator.Text(Path, "sessionID"), "the session");
                Check.That(second.Text.Contains("Ada"), "the character remembers: " + second.Text);
                first.Dispose();
                second.Dispose();
            }
        }

        private static void Recordings()
        {
            short[] samples = new short[8000];
            for (int index = 0; index < samples.Length; index++) samples[index] = (short)(index % 100 * 300);
            PcmAudio audio = new PcmAudio(samples, 16000);
            byte[] wav;
            using (Audio built = Audio.FromPcm(audio)) wav = built.Wav;
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Check.End(client.GetResponseAsync(Emulator.PublicCharacter, null, audio)).Dispose();
                Check.Bytes(wav, Uploaded(), "samples");
                client.GetResponse(Emulator.PublicCharacter, "", audio).Dispose();
                Check.Bytes(wav, Uploaded(), "samples, blocking");
                Check.End(client.GetResponseWavAsync(Emulator.PublicCharacter, "one", wav)).Dispose();
                Check.Bytes(wav, Uploaded(), "file");
                client.GetResponseWav(Emulator.PublicCharacter, "one", wav).Dispose();
                Check.Same("one", Emulator.Text(Path, "sessionID"), "the session");
                Check.Same(4, Emulator.Received(Path), "turns");
            }
        }

        private static byte[] Uploaded()
        {
            return Convert.FromBase64String((string)Json.At(Emulator.Last(Path), "files", 0, "base64"));
        }

        private static void Options()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                TurnOptions options = new TurnOptions { Voice = true, Multipart = true, ResponseLevel = 5, OmitRawJson = true };
                using (Reply reply = client.GetResponse(Emulator.PublicCharacter, null, "Hello", CancellationToken.None, options))
                {
                    Check.That(reply.Audio != null && reply.Audio.Frames > 0, "a voice");
                    Check.Same(null, reply.RawJson, "no raw reply");
                }
                Check.That(((string)Json.At(Emulator.Last(Path), "content_type")).StartsWith("multipart/form-data", StringComparison.Ordinal), "multipart");
                Check.Same("5", Emulator.Text(Path, "responseLevel"), "response level");
                Emulator.Fault("{\"hang\":true}");
                TurnOptions brief = new TurnOptions { Timeout = TimeSpan.FromMilliseconds(300) };
                ConvaiNativeException late = Check.Throws<ConvaiNativeException>(delegate { client.GetResponse(Emulator.PublicCharacter, null, "Hello", CancellationToken.None, brief); }, "a hang");
                Check.Same(ConvaiNativeErrorCode.Timeout, late.Code, "code");
            }
        }

        private static void Unreferenced()
        {
            Emulator.Settings("{\"echo\":true,\"latency_ms\":100}");
            System.Threading.Tasks.Task<Reply> task = null;
            Check.OnItsOwnThread(delegate { task = Emulator.Client().GetResponseAsync(Emulator.PublicCharacter, null, "still here"); });
            for (int round = 0; round < 5; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            Check.Same("still here", Check.End(task).Text, "reply");
        }

        private static void Mistakes()
        {
            ConvaiNativeClient client = Emulator.Client(false);
            using (client)
            {
                Argument("characterId", delegate { client.GetResponse(" ", null, "Hello"); });
                Argument("text", delegate { client.GetResponse("x", null, ""); });
                Argument("audio", delegate { client.GetResponse("x", null, new PcmAudio(new short[0], 16000)); });
                Argument("wav", delegate { client.GetResponseWav("x", null, new byte[0]); });
                Check.Throws<ArgumentNullException>(delegate { client.GetResponseAsync(null, null, "Hello"); }, "no character");
                Check.Throws<ArgumentNullException>(delegate { client.GetResponseAsync("x", null, (PcmAudio)null); }, "no samples");
                Check.Throws<ArgumentNullException>(delegate { client.GetResponseWavAsync("x", null, null); }, "no file");
                Check.Throws<ArgumentException>(delegate { client.GetResponseAsync("x", "a\0b", "Hello"); }, "a NUL character");
                Check.Same(0, client.Pending, "pending");
                Check.Same(0, Emulator.Received(Path), "nothing was sent");
            }
            Check.Throws<ObjectDisposedException>(delegate { client.GetResponseAsync("x", null, "Hello"); }, "after Dispose");
            Check.Throws<ObjectDisposedException>(delegate { client.GetResponse("x", null, "Hello"); }, "after Dispose, blocking");
        }

        private static void Argument(string name, Action mistake)
        {
            ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(mistake, name);
            Check.Same(name, failure.Argument, "argument of: " + failure.Message);
        }
    }
}
