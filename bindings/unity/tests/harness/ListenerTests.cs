using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;
using UnityEngine.Events;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Each event of the components with a listener that throws.</summary>
    internal static class ListenerTests
    {
        internal static void List()
        {
            Program.Add("listener: OnReply, OnThinking, OnPiece and OnSpeaking may throw, and the voice, the other events and Completed follow", Turn);
            Program.Add("listener: OnThinking, OnAction and ActionTaken may throw, Say returns its operation, and every action is told", Begin);
            Program.Add("listener: OnTranscript may throw, and OnReply follows; it is raised only for turns by voice", Transcript);
            Program.Add("listener: OnFailure may throw, and the fallback line, OnThinking and Completed follow", Failure);
            Program.Add("listener: OnLevel may throw, and the microphone still notices its limit and a lost device", Level);
            Program.Add("listener: ChunkRecorded, OnSpeech and Heard may throw, and the player's question is said", HandsFree);
            Program.Add("listener: OnFailure of a microphone may throw", MicrophoneFailure);
            Program.Add("listener: Logged may throw, and calls end and are logged", Logged);
            Program.Add("listener: a piece receiver may throw, and the pieces and the reply follow", Pieces);
            Program.Add("listener: every event of the components has a test here", Every);
        }

        /// <summary>The events that the tests make throw.</summary>
        private static readonly HashSet<string> Thrown = new HashSet<string>
        {
            "ConvaiNativeCharacter.OnReply", "ConvaiNativeCharacter.OnThinking", "ConvaiNativeCharacter.OnAction", "ConvaiNativeCharacter.ActionTaken",
            "ConvaiNativeCharacter.OnPiece", "ConvaiNativeCharacter.OnSpeaking", "ConvaiNativeCharacter.OnFailure", "ConvaiNativeCharacter.OnTranscript", "ConvaiNativeCharacter.TurnFailed",
            "ConvaiNativeMicrophone.OnLevel", "ConvaiNativeMicrophone.OnSpeech", "ConvaiNativeMicrophone.OnFailure", "ConvaiNativeMicrophone.ChunkRecorded", "ConvaiNativeMicrophone.Heard",
            "ConvaiNativeBehaviour.Logged", "ConvaiNativeOperation`1.Completed"
        };

        private static void Every()
        {
            List<string> missing = new List<string>();
            foreach (Type type in typeof(ConvaiNativeBehaviour).Assembly.GetExportedTypes())
            {
                foreach (System.Reflection.PropertyInfo property in type.GetProperties())
                    if (typeof(UnityEventBase).IsAssignableFrom(property.PropertyType) && !Thrown.Contains(type.Name + "." + property.Name)) missing.Add(type.Name + "." + property.Name);
                foreach (System.Reflection.EventInfo raised in type.GetEvents())
                    if (!Thrown.Contains(type.Name + "." + raised.Name)) missing.Add(type.Name + "." + raised.Name);
            }
            Check.Same("", string.Join(", ", missing.ToArray()), "events without a listener that throws");
        }

        /// <summary>Takes the errors of the console, which are these mistakes.</summary>
        private static void Mistakes(int atLeast)
        {
            Check.That(Debug.Errors.Count >= atLeast, Debug.Errors.Count + " errors in the console");
            foreach (string error in Debug.Errors) Check.That(error.Contains("a mistake in the game"), error);
            Debug.Errors.Clear();
        }

        private static void Throw<T>(UnityEvent<T> raised, List<string> calls, string name)
        {
            raised.AddListener(delegate (T value)
            {
                calls.Add(name + " " + value);
                throw new InvalidOperationException("a mistake in the game");
            });
        }

        private static IEnumerator Turn()
        {
            Ear ear = new Ear();
            ear.Pell.Stream = true;
            Ear.Script("Hello", Ear.Steps(20000, 1000));
            List<string> calls = new List<string>();
            Throw(ear.Pell.OnThinking, calls, "thinking");
            Throw(ear.Pell.OnReply, calls, "reply");
            Throw(ear.Pell.OnPiece, calls, "piece");
            Throw(ear.Pell.OnSpeaking, calls, "speaking");
            int ends = 0;
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            turn.Completed += delegate { throw new InvalidOperationException("a mistake in the game"); };
            turn.Completed += delegate { ends++; };
            yield return ear.Until(delegate { return turn.IsDone; }, "the reply");
            yield return ear.Silence();
            Check.That(turn.Succeeded && ends == 1 && !ear.Pell.IsThinking, "the turn: " + turn.Error);
            string all = string.Join(", ", calls.ToArray());
            foreach (string wanted in new[] { "thinking True", "piece Yes.", "reply Yes.", "thinking False", "speaking True", "speaking False" })
                Check.That(calls.Contains(wanted), wanted + " is missing: " + all);
            Check.That(Ear.Voiced(ear.Left).Length >= 20000, "the voice is heard: " + Ear.Voiced(ear.Left).Length);
            Mistakes(6);
        }

        private static IEnumerator Begin()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<string> calls = new List<string>();
            Throw(pell.OnThinking, calls, "thinking");
            Throw(pell.OnAction, calls, "action");
            pell.ActionTaken += delegate (string action)
            {
                calls.Add("too " + action);
                throw new InvalidOperationException("a mistake in the game");
            };
            pell.Actions.Add("Wave");
            Program.Emulator.Script("{\"text\":\"Hello\",\"reply\":\"Sure.\",\"actions\":[\"Wave\",\"Jump\"]}");
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            Check.That(turn != null && pell.IsThinking, "the turn is running");
            yield return turn;
            Check.That(turn.Succeeded && !pell.IsThinking, "the turn: " + turn.Error);
            Check.Same("thinking True, action Wave, too Wave, action Jump, too Jump, thinking False", string.Join(", ", calls.ToArray()), "events");
            Mistakes(6);
        }

        private static IEnumerator Transcript()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<string> calls = new List<string>();
            Throw(pell.OnTranscript, calls, "transcript");
            pell.OnReply.AddListener(delegate { calls.Add("reply"); });
            yield return pell.Say("Hello");
            Check.Same("reply", string.Join(", ", calls.ToArray()), "events of a text turn");
            calls.Clear();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say(new PcmAudio(new short[16000], 16000));
            yield return turn;
            Check.That(!string.IsNullOrEmpty(turn.Result.Transcript), "the reply has a transcript");
            Check.Same("transcript " + turn.Result.Transcript + ", reply", string.Join(", ", calls.ToArray()), "events of a turn by voice");
            // A listener may interrupt the character: the reply is not told.
            calls.Clear();
            ConvaiNativeCharacter other = Game.Character();
            other.OnTranscript.AddListener(delegate { other.Interrupt(); });
            other.OnReply.AddListener(delegate { calls.Add("reply"); });
            yield return other.Say(new PcmAudio(new short[16000], 16000));
            Check.Same(0, calls.Count, "replies after the interruption");
            Mistakes(1);
        }

        private static IEnumerator Failure()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            pell.Fallback = "Sorry.";
            List<string> calls = new List<string>();
            Throw(pell.OnFailure, calls, "failure");
            Throw(pell.OnReply, calls, "reply");
            Throw(pell.OnThinking, calls, "thinking");
            Program.Emulator.Fault("{\"status\":500}");
            int ends = 0;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            turn.Completed += delegate { ends++; };
            yield return turn;
            Check.That(!turn.Succeeded && ends == 1 && !pell.IsThinking, "it fails");
            Check.That(calls.Count == 4 && calls[1].StartsWith("failure", StringComparison.Ordinal) && calls[2] == "reply Sorry." && calls[3] == "thinking False", string.Join(", ", calls.ToArray()));
            Mistakes(4);
        }

        private static ConvaiNativeMicrophone Microphone(List<string> calls)
        {
            ConvaiNativeMicrophone microphone = new GameObject("Microphone").AddComponent<ConvaiNativeMicrophone>();
            microphone.OnLevel.AddListener(delegate { throw new InvalidOperationException("a mistake in the game"); });
            microphone.ChunkRecorded += delegate { throw new InvalidOperationException("a mistake in the game"); };
            Throw(microphone.OnFailure, calls, "failure");
            return microphone;
        }

        private static IEnumerator Level()
        {
            List<string> calls = new List<string>();
            ConvaiNativeMicrophone microphone = Microphone(calls);
            microphone.LongestSeconds = 1;
            microphone.StartRecording();
            for (int half = 0; half < 3; half++)
            {
                StubMicrophone.Hear(new float[8000]);
                yield return null;
            }
            Check.That(calls.Count == 1 && calls[0].Contains("limit") && !microphone.IsRecording, "the limit: " + calls.Count);
            microphone.LongestSeconds = 30;
            microphone.StartRecording();
            yield return null;
            StubMicrophone.IsOn = false;
            yield return null;
            Check.That(calls.Count == 2 && calls[1].Contains("disconnected") && !microphone.IsListening, "the device: " + calls.Count);
            Mistakes(4);
        }

        private static IEnumerator HandsFree()
        {
            Game.Connect();
            List<string> calls = new List<string>();
            ConvaiNativeMicrophone microphone = Microphone(calls);
            microphone.Mode = ConvaiNativeListening.HandsFree;
            microphone.Listener = Game.Character();
            Throw(microphone.OnSpeech, calls, "speech");
            microphone.Heard += delegate
            {
                calls.Add("heard");
                throw new InvalidOperationException("a mistake in the game");
            };
            microphone.StartListening();
            ListeningTests.Silence(0.5f);
            ListeningTests.Hear(ListeningTests.Question());
            ListeningTests.Silence(1.5f);
            yield return Game.Until(delegate { return calls.Contains("speech False"); }, "the end of the question");
            yield return Game.Until(delegate { return Program.Emulator.Received("/character/getResponse") == 1 && !microphone.Listener.IsThinking; }, "the question is said");
            Check.Same("speech True, speech False, heard", string.Join(", ", calls.ToArray()), "events");
            Mistakes(4);
        }

        private static IEnumerator MicrophoneFailure()
        {
            List<string> calls = new List<string>();
            ConvaiNativeMicrophone microphone = Microphone(calls);
            StubMicrophone.Devices.Clear();
            microphone.StartRecording();
            microphone.StartListening();
            Check.That(calls.Count == 2 && !microphone.IsListening, "failures: " + calls.Count);
            Mistakes(2);
            yield return null;
        }

        private static IEnumerator Logged()
        {
            ConvaiNativeClientOptions options = Program.Emulator.Options(false);
            options.LogCapacity = 10;
            ConvaiNativeBehaviour behaviour = ConvaiNativeBehaviour.Instance;
            behaviour.Configure(options);
            int logged = 0;
            behaviour.Logged += delegate
            {
                logged++;
                throw new InvalidOperationException("a mistake in the game");
            };
            ConvaiNativeOperation<Character> first = Game.Ask(), second = Game.Ask();
            yield return Game.Until(delegate { return first.IsDone && second.IsDone && logged == 2; }, "both calls end and are logged");
            Check.That(first.Succeeded && second.Succeeded, "they succeed");
            Mistakes(2);
        }

        private static IEnumerator Pieces()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            int pieces = 0;
            ConvaiNativePieces talk = pell.SayInPieces("Hello", new TurnOptions
            {
                PieceReceived = delegate
                {
                    pieces++;
                    throw new InvalidOperationException("a mistake in the game");
                }
            });
            string text = "";
            while (!talk.IsDone)
            {
                yield return talk;
                Piece piece;
                while (talk.TryTake(out piece)) text += piece.Text;
            }
            Check.That(talk.Turn.Succeeded && pieces > 0 && text == talk.Turn.Result.Text, "the reply: " + text);
            Mistakes(1);
        }
    }
}
