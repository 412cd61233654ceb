using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Keys and tokens that a server of the game gives, without blocking the main thread.</summary>
    internal static class CredentialTests
    {
        private const string Path = "/character/getResponse";

        internal static void List()
        {
            Program.Add("credentials: calls wait for the provider without blocking, and start in their order", Waits);
            Program.Add("credentials: samples are copied while a turn waits, and an utterance is refused", Samples);
            Program.Add("credentials: a failure of the provider ends the calls that wait, and the next call asks again", Fails);
            Program.Add("credentials: a call that waits can be cancelled, and a shutdown ends the others and the provider", Ends);
            Program.Add("credentials: a token is replaced before it expires", Expires);
        }

        private static IEnumerator Waits()
        {
            TaskCompletionSource<ConvaiNativeCredentials> server = new TaskCompletionSource<ConvaiNativeCredentials>();
            int questions = 0;
            ConvaiNativeKey.ProviderAsync = delegate
            {
                questions++;
                return server.Task;
            };
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeOperation<ConvaiNativeReply> first = pell.Say("My name is Ada."), second = pell.Say("What is my name?");
            yield return Game.Frames(5);
            Check.That(!first.IsDone && pell.IsThinking && questions == 1 && Program.Emulator.Received() == 0, "the calls wait");
            server.SetResult(ConvaiNativeCredentials.FromKey(Emulator.Key));
            yield return second;
            Check.That(first.Succeeded && second.Succeeded && second.Result.Text.Contains("Ada"), "the turns: " + first.Error + second.Error);
            ConvaiNativeOperation<Character> asked = Game.Ask();
            yield return asked;
            Check.That(asked.Succeeded && questions == 1, "a later call does not wait");
        }

        private static IEnumerator Samples()
        {
            TaskCompletionSource<ConvaiNativeCredentials> server = new TaskCompletionSource<ConvaiNativeCredentials>();
            ConvaiNativeKey.ProviderAsync = delegate { return server.Task; };
            ConvaiNativeCharacter pell = Game.Character();
            pell.LogFailures = false;
            short[] samples = new short[1600];
            for (int index = 0; index < samples.Length; index++) samples[index] = 1000;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say(new PcmAudio(samples, 16000));
            Array.Clear(samples, 0, samples.Length);
            using (Utterance utterance = new Utterance(PcmFormat.S16, 16000))
            {
                utterance.Push(new short[1600], 0, 1600);
                ConvaiNativeOperation<ConvaiNativeReply> refused = pell.Say(utterance);
                yield return refused;
                Check.That(refused.Error is InvalidOperationException && refused.Error.Message.Contains("ProviderAsync"), "an utterance: " + refused.Error);
                Check.Same(1600L, utterance.Frames, "the utterance keeps its samples");
            }
            server.SetResult(ConvaiNativeCredentials.FromKey(Emulator.Key));
            yield return turn;
            Check.That(turn.Succeeded, "the turn: " + turn.Error);
            using (Audio audio = Audio.FromWav(Convert.FromBase64String((string)Json.At(Program.Emulator.Last(Path), "files", 0, "base64")))) Check.Same((short)1000, audio.Pcm16[0], "a sample");
        }

        private static IEnumerator Fails()
        {
            int questions = 0;
            ConvaiNativeKey.ProviderAsync = delegate
            {
                if (++questions == 1) throw new InvalidOperationException("the server of the game is down");
                return Task.FromResult(ConvaiNativeCredentials.FromKey(Emulator.Key));
            };
            ConvaiNativeOperation<Character> first = Game.Ask(), second = Game.Ask();
            yield return Game.Until(delegate { return first.IsDone && second.IsDone; }, "the failures");
            Check.That(first.Error.Message.Contains("is down") && second.Error.Message.Contains("is down"), "the reason: " + first.Error);
            ConvaiNativeOperation<Character> third = Game.Ask();
            yield return third;
            Check.That(third.Succeeded && questions == 2, "the next call: " + third.Error);
        }

        private static IEnumerator Ends()
        {
            CancellationToken cancelled = default(CancellationToken);
            ConvaiNativeKey.ProviderAsync = delegate (CancellationToken token)
            {
                cancelled = token;
                return new TaskCompletionSource<ConvaiNativeCredentials>().Task;
            };
            ConvaiNativeOperation<Character> first = Game.Ask(), second = Game.Ask();
            first.Cancel();
            yield return null;
            Check.That(first.IsDone && first.IsCancelled && !second.IsDone, "the cancelled one");
            ConvaiNativeLifecycle.Shutdown();
            Check.That(second.IsDone && second.IsCancelled && cancelled.IsCancellationRequested, "the other one");
        }

        private static IEnumerator Expires()
        {
            string[] given = new string[3];
            using (ConvaiNativeClient server = Program.Emulator.Client())
                for (int index = 0; index < given.Length; index++) given[index] = server.CreateToken().Value;
            List<string> tokens = new List<string>();
            ConvaiNativeKey.ProviderAsync = delegate
            {
                tokens.Add(given[tokens.Count]);
                if (tokens.Count == 2) throw new InvalidOperationException("the server of the game is down");
                return Task.FromResult(ConvaiNativeCredentials.FromToken(tokens[tokens.Count - 1], TimeSpan.FromSeconds(100)));
            };
            ConvaiNativeOperation<Character> asked = Game.Ask();
            yield return Game.Until(delegate { return asked.IsDone; }, "the first call");
            Check.Same(1, tokens.Count, "tokens");
            StubEngine.Frame(80);
            Check.Same(1, tokens.Count, "tokens after 80 seconds");
            StubEngine.Frame(12);
            StubEngine.Frame();
            Check.That(tokens.Count == 2 && Debug.Warnings.Exists(delegate (string line) { return line.Contains("is down"); }), "a failure before the end is a warning");
            StubEngine.Frame(6);
            StubEngine.Frame();
            Check.Same(3, tokens.Count, "tokens after another try");
            Debug.Warnings.Clear();
            using (ConvaiNativeClient server = Program.Emulator.Client()) server.RevokeToken(given[0]);
            ConvaiNativeOperation<Character> later = Game.Ask();
            yield return Game.Until(delegate { return later.IsDone; }, "the later call");
            Check.That(later.Succeeded, "the later call, after the first token was revoked: " + later.Error);
        }
    }
}
