using System;
using System.IO;

namespace ConvaiNative.Tests
{
    /// <summary>A service over TLS whose certificate authority only this test knows.</summary>
    internal static class TrustTests
    {
        internal static void List()
        {
            Program.Add("trust: with the authority as CaPem a turn works, and without it the error is TLS with its advice", Authority);
        }

        private static void Authority()
        {
            string file = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "authority.pem");
            string foreign = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "foreign.pem");
            foreach (string old in new[] { file, file + ".key", foreign, foreign + ".key" }) File.Delete(old);
            using (Emulator other = new Emulator("--tls \"" + foreign + "\""))
            using (Emulator service = new Emulator("--tls \"" + file + "\""))
            {
                Check.That(service.Address.StartsWith("https://", StringComparison.Ordinal), "an address of HTTPS: " + service.Address);
                ConvaiNativeClientOptions options = service.Options(true);
                options.CaPem = File.ReadAllText(file);
                using (ConvaiNativeClient client = new ConvaiNativeClient(options))
                using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
                {
                    Check.End(talk.SayAsync("My name is Ada.")).Dispose();
                    using (Reply reply = talk.Say("What is my name?")) Check.That(reply.Text.Contains("Ada"), "the reply: " + reply.Text);
                }
                options.CaPem = null;
                Refused(options, "no authority");
                options.CaPem = File.ReadAllText(foreign);
                Refused(options, "the authority of another service");
            }
        }

        private static void Refused(ConvaiNativeClientOptions options, string what)
        {
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            {
                ConvaiNativeException blocking = Check.Throws<ConvaiNativeException>(delegate { client.Characters.Get(Emulator.PublicCharacter); }, what);
                ConvaiNativeException task = Check.Throws<ConvaiNativeException>(delegate { Check.End(client.Characters.GetAsync(Emulator.PublicCharacter)); }, what);
                foreach (ConvaiNativeException failure in new[] { blocking, task })
                {
                    Check.Same(ConvaiNativeErrorCode.Tls, failure.Code, what + ": " + failure.Message);
                    Check.That(failure.Message.Contains("CaPem") && !failure.Message.Contains("ca_pem"), "the advice: " + failure.Message);
                    Check.That(!failure.RequestSent, what + ": nothing was sent");
                }
            }
        }
    }
}
