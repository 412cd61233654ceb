using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>The settings of a client and of one call.</summary>
    internal static class OptionTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("options: timeout and deadline of one call of a character", OfCharacters);
            Program.Add("options: VoiceTimeout is the timeout of a turn with voice alone", VoiceTimeout);
            Program.Add("options: MaxQueuedBytes limits the bytes of unfinished requests", QueuedBytes);
        }

        private static void OfCharacters()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Fault("{\"hang\":true,\"count\":0}");
                CallOptions brief = new CallOptions { Timeout = TimeSpan.FromMilliseconds(100) };
                CallOptions urgent = new CallOptions { Deadline = TimeSpan.FromMilliseconds(100), ConnectTimeout = TimeSpan.FromSeconds(20) };
                CharacterSpec spec = EndpointTests.Innkeeper();
                List<Task> tasks = new List<Task>();
                foreach (CallOptions options in new[] { brief, urgent })
                {
                    tasks.Add(client.Characters.CreateAsync(spec, CancellationToken.None, options));
                    tasks.Add(client.Characters.UpdateAsync("x", spec, CancellationToken.None, options));
                    tasks.Add(client.Characters.GetAsync("x", CancellationToken.None, options));
                    tasks.Add(client.Characters.FindAsync("x", CancellationToken.None, options));
                    tasks.Add(client.Characters.CloneAsync("x", false, CancellationToken.None, options));
                    tasks.Add(client.Characters.DeleteAsync("x", CancellationToken.None, options));
                }
                foreach (Task task in tasks)
                {
                    ConvaiNativeException late = Check.Throws<ConvaiNativeException>(delegate { Check.Ended(task); task.GetAwaiter().GetResult(); }, "a hang");
                    Check.Same(ConvaiNativeErrorCode.Timeout, late.Code, "code of: " + late.Message);
                }
                foreach (Action call in new Action[]
                {
                    delegate { client.Characters.Create(spec, CancellationToken.None, brief); },
                    delegate { client.Characters.Update("x", spec, CancellationToken.None, urgent); },
                    delegate { client.Characters.Get("x", CancellationToken.None, brief); },
                    delegate { client.Characters.Find("x", CancellationToken.None, urgent); },
                    delegate { client.Characters.Clone("x", false, CancellationToken.None, brief); },
                    delegate { client.Characters.Delete("x", CancellationToken.None, urgent); }
                })
                    Check.Same(ConvaiNativeErrorCode.Timeout, Check.Throws<ConvaiNativeException>(call, "a hang").Code, "blocking");
                CallOptions wrong = new CallOptions { ConnectTimeout = TimeSpan.FromSeconds(-1) };
                Check.Same("ConnectTimeout", Check.Throws<ArgumentOutOfRangeException>(delegate { client.Characters.GetAsync("x", CancellationToken.None, wrong); }, "a time below 0").ParamName, "parameter");
                Check.Same(0, client.Pending, "pending");
            }
        }

        private static void VoiceTimeout()
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.VoiceTimeout = TimeSpan.FromMilliseconds(100);
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            using (CancellationTokenSource stop = new CancellationTokenSource())
            {
                Emulator.Fault("{\"hang\":true,\"count\":0}");
                Task<Reply> text = client.GetResponseAsync(Emulator.PublicCharacter, null, "Hello", stop.Token);
                Task<Reply> voice = client.GetResponseAsync(Emulator.PublicCharacter, null, "Hello", stop.Token, new TurnOptions { Voice = true });
                Check.Same(ConvaiNativeErrorCode.Timeout, Check.Throws<ConvaiNativeException>(delegate { Check.Pumped(client, voice); }, "a hang").Code, "code");
                Check.That(!text.IsCompleted, "the turn without voice waits on");
                stop.Cancel();
                Check.Throws<OperationCanceledException>(delegate { Check.Pumped(client, text); }, "the turn without voice");
            }
        }

        private static void QueuedBytes()
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.MaxQueuedBytes = 1000;
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            {
                client.GetResponse(Emulator.PublicCharacter, null, new string('a', 500)).Dispose();
                ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(delegate { client.GetResponse(Emulator.PublicCharacter, null, new string('a', 5000)); }, "too much");
                Check.Same(ConvaiNativeErrorCode.QueueFull, failure.Code, "code of: " + failure.Message);
                Check.That(failure.Message.Contains("MaxQueuedBytes"), failure.Message);
                options.MaxQueuedBytes = -1;
                Check.Same("MaxQueuedBytes", Check.Throws<ArgumentOutOfRangeException>(delegate { new ConvaiNativeClient(options).Dispose(); }, "bytes below 0").ParamName, "parameter");
            }
        }
    }
}
