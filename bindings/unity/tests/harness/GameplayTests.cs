using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>What a gameplay programmer calls: tokens, failures as objects, fakes, the mouth, the question for the microphone.</summary>
    internal static class GameplayTests
    {
        internal static void List()
        {
            Program.Add("gameplay: a turn is an awaitable, a coroutine and an event, and a token cancels it", Token);
            Program.Add("gameplay: a failure is an object with its code, the advice and the time to wait", Failures);
            Program.Add("gameplay: each code has its advice", Advice);
            Program.Add("gameplay: a fake replies and fails like the service, and nothing is sent", Fakes);
            Program.Add("gameplay: operations for tests have a result, an error or are cancelled", Operations);
            Program.Add("gameplay: StopAndSay gives its turn, which is LastTurn", Recording);
            Program.Add("gameplay: the mouth opens with the voice, closes after it, and a missing blend shape is logged once", Mouth);
            Program.Add("gameplay: the question for the microphone says granted or denied, as an awaitable and in a coroutine", Permission);
            Program.Add("gameplay: the inspector offers the microphones of the system, and keeps one of another computer", Picker);
            Program.Add("gameplay: a microphone that listens on start tells of a denied permission", Denied);
        }

        private static IEnumerator Token()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            int raised = 0;
            pell.OnReply.AddListener(delegate { raised++; });
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            turn.Completed += delegate { raised++; };
            yield return turn;
            Task<ConvaiNativeReply> awaited = Await(pell);
            yield return Game.Until(delegate { return awaited.IsCompleted; }, "the await");
            Check.That(turn.Succeeded && awaited.Result.Text.Length > 0 && raised == 3, raised + " events");
            using (CancellationTokenSource source = new CancellationTokenSource())
            {
                Program.Emulator.Fault("{\"hang\":true}");
                turn = pell.Say("And now?", null, source.Token);
                yield return Game.Until(delegate { return Program.Emulator.Received() == 3; }, "the request");
                ThreadPool.QueueUserWorkItem(delegate { source.Cancel(); });
                yield return turn;
                Check.That(turn.IsCancelled && turn.Failure == null, "cancelled by the token");
                turn = pell.Say("Too late", null, source.Token);
                yield return turn;
                Check.That(turn.IsCancelled && Program.Emulator.Received() == 3, "a token that was cancelled before: " + turn.Error);
            }
            Check.Until(delegate { return Program.Emulator.Aborted() == 1; }, "the connection is closed");
            Check.Same(3, raised, "events");
        }

        private static async Task<ConvaiNativeReply> Await(ConvaiNativeCharacter pell)
        {
            return await pell.Say("Hello");
        }

        private static IEnumerator Failures()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<ConvaiNativeFailure> told = new List<ConvaiNativeFailure>();
            pell.TurnFailed += delegate (ConvaiNativeFailure failure)
            {
                told.Add(failure);
                throw new InvalidOperationException("a mistake in the game");
            };
            Program.Emulator.Fault("{\"status\":429,\"headers\":{\"Retry-After\":\"7\"}}");
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return turn;
            Check.Same(ConvaiNativeErrorCode.RateLimited, turn.Failure.Code.Value, "the code");
            Check.Same(ConvaiNativeAdvice.Wait, turn.Failure.Advice, "the advice");
            Check.Same(7.0, turn.Failure.RetryAfter.Value.TotalSeconds, "the time to wait");
            Check.That(turn.Failure.Retryable && turn.Failure.ToString().StartsWith("RateLimited: "), "" + turn.Failure);
            Check.Same(ConvaiNativeErrorCode.RateLimited, told[0].Code.Value, "the event");
            pell.CharacterId = "";
            turn = pell.Say("Hello");
            yield return turn;
            Check.That(turn.Failure.Code == null && turn.Failure.Advice == ConvaiNativeAdvice.Correct, "a scene without an id");
            Check.Same(2, told.Count, "events");
            Check.Same(2, Debug.Errors.RemoveAll(delegate (string error) { return error.Contains("a mistake in the game"); }), "mistakes in the console");
            turn = pell.Say("Hello");
            pell.Interrupt();
            yield return turn;
            Check.Same(2, told.Count, "events after an interruption");
        }

        private static IEnumerator Advice()
        {
            HashSet<ConvaiNativeAdvice> given = new HashSet<ConvaiNativeAdvice>();
            foreach (ConvaiNativeErrorCode code in Enum.GetValues(typeof(ConvaiNativeErrorCode)))
            {
                ConvaiNativeFailure failure = new ConvaiNativeFailure(new ConvaiNativeException(code, "why"));
                given.Add(failure.Advice);
                Check.That((int)code / 100 != 2 || failure.Advice == ConvaiNativeAdvice.CheckNetwork, code + ": " + failure.Advice);
                Check.That((int)code / 100 != 5 || failure.Advice == ConvaiNativeAdvice.Report, code + ": " + failure.Advice);
            }
            given.Add(new ConvaiNativeFailure(new ConvaiNativeLibraryException("no library")).Advice);
            Check.Same(Enum.GetValues(typeof(ConvaiNativeAdvice)).Length, given.Count, "kinds of advice that are given");
            Check.Same(ConvaiNativeAdvice.Retry, new ConvaiNativeFailure(new ConvaiNativeException(ConvaiNativeErrorCode.BadReply, "why", retryable: true)).Advice, "a reply that may be good the next time");
            Check.Same(ConvaiNativeAdvice.CheckKey, new ConvaiNativeFailure(new ConvaiNativeException(ConvaiNativeErrorCode.Authentication, "why")).Advice, "a key");
            Check.Same(ConvaiNativeAdvice.CheckCharacter, new ConvaiNativeFailure(new ConvaiNativeException(ConvaiNativeErrorCode.NotFound, "why")).Advice, "an id");
            yield return null;
        }

        private static IEnumerator Fakes()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<string> events = new List<string>();
            pell.OnThinking.AddListener(delegate (bool thinks) { events.Add("thinking " + thinks); });
            pell.OnTranscript.AddListener(delegate (string text) { events.Add("transcript " + text); });
            pell.OnReply.AddListener(delegate (string text) { events.Add("reply " + text); });
            pell.OnAction.AddListener(delegate (string action) { events.Add("action " + action); });
            pell.TurnFailed += delegate (ConvaiNativeFailure failure) { events.Add("failure " + failure); };
            pell.FakeReply = delegate (string text)
            {
                if (text == "fail") throw new ConvaiNativeException(ConvaiNativeErrorCode.Timeout, "no answer", retryable: true, partialReply: new Reply("Sorry."));
                return new Reply(text == null ? "I heard you." : "You said " + text, "session-1", "what was heard", new[] { "Wave" }, "tag", "{}");
            };
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("hello");
            Check.That(!turn.IsDone && pell.IsThinking, "it ends in the next update");
            yield return turn;
            Check.Same("You said hello", turn.Result.Text, "the text");
            Check.Same("session-1 tag {}", pell.SessionId + " " + turn.Result.Tag + " " + turn.Result.RawJson, "the session, the tag and the unparsed reply");
            yield return pell.Say(new PcmAudio(new short[160], 16000));
            yield return pell.Say("fail");
            Check.Same("thinking True, reply You said hello, action Wave, thinking False, thinking True, transcript what was heard, reply I heard you., action Wave, "
                + "thinking False, thinking True, failure Timeout: no answer, reply Sorry., thinking False", string.Join(", ", events.ToArray()), "events");
            events.Clear();
            turn = pell.Say("hello");
            pell.Interrupt();
            yield return turn;
            Check.Same("thinking True, thinking False", string.Join(", ", events.ToArray()), "events after an interruption");
            Check.Same(0, Program.Emulator.Received(), "requests");
            pell.FakeReply = null;
            yield return pell.Say("hello");
            Check.Same(1, Program.Emulator.Received(), "requests without the fake");
        }

        private static IEnumerator Operations()
        {
            ConvaiNativeOperation<int> good = ConvaiNativeOperation<int>.FromResult(7);
            yield return good;
            Check.Same(7, good.Result, "the result");
            ConvaiNativeOperation<int> bad = ConvaiNativeOperation<int>.FromError(new ConvaiNativeException(ConvaiNativeErrorCode.Server, "broken", httpStatus: 503));
            Check.That(bad.IsDone && !bad.Succeeded && ((ConvaiNativeException)bad.Error).HttpStatus == 503, "the error");
            Check.That(ConvaiNativeOperation<int>.FromError(new OperationCanceledException()).IsCancelled, "cancelled");
            Check.Throws<ArgumentNullException>(delegate { ConvaiNativeOperation<int>.FromError(null); }, "no error");
        }

        private static IEnumerator Recording()
        {
            Game.Connect();
            ConvaiNativeMicrophone microphone = new GameObject("Microphone").AddComponent<ConvaiNativeMicrophone>();
            Check.Same(null, microphone.StopAndSay(), "the turn without a recording");
            microphone.Listener = Game.Character();
            microphone.StartRecording();
            yield return Game.Frames(5);
            StubMicrophone.Hear(new float[16000]);
            ConvaiNativeOperation<ConvaiNativeReply> turn = microphone.StopAndSay();
            Check.That(turn != null && turn == microphone.LastTurn, "the turn");
            yield return turn;
            Check.That(turn.Succeeded, "" + turn.Error);
            microphone.StartRecording();
            Check.Same(null, microphone.StopAndSay(), "the turn of an empty recording");
        }

        private static IEnumerator Mouth()
        {
            Ear ear = new Ear();
            GameObject head = new GameObject("Head");
            head.transform.parent = ear.Pell.transform;
            SkinnedMeshRenderer face = head.AddComponent<SkinnedMeshRenderer>();
            face.sharedMesh = new Mesh();
            face.sharedMesh.StubShapes.Add("smile");
            ConvaiNativeMouth mouth = head.AddComponent<ConvaiNativeMouth>();
            StubEngine.Frame();
            StubEngine.Frame();
            Check.That(Debug.Warnings.Count == 1 && Debug.Warnings[0].Contains("\"jawOpen\""), string.Join("\n", Debug.Warnings.ToArray()));
            Debug.Warnings.Clear();
            face.sharedMesh.StubShapes.Add("mouthOpen");
            mouth.BlendShape = "mouthOpen";
            mouth.LargestWeight = 80;
            face.SetBlendShapeWeight(1, 33);
            StubEngine.Frame();
            Check.Same(33f, face.GetBlendShapeWeight(1), "the weight of an animation while the character is silent");
            Ear.Script("Hello", Ear.Wave(40000));
            Time.timeScale = 0;
            ear.Pell.Say("Hello");
            float widest = 0, step = 0, before = -1;
            yield return ear.Until(delegate
            {
                float now = face.GetBlendShapeWeight(1);
                widest = Math.Max(widest, now);
                if (before >= 0 && ear.Pell.IsSpeaking) step = Math.Max(step, Math.Abs(now - before));
                before = ear.Pell.IsSpeaking ? now : -1;
                return ear.Speaking.Count == 2 && !ear.Pell.IsThinking && now == 0;
            }, "the mouth closes after the voice");
            Check.That(widest > 20 && widest <= 80, "the widest mouth: " + widest);
            Check.That(step < widest, "it opens in steps: " + step);
            Check.Same(0f, face.GetBlendShapeWeight(0), "another blend shape");
            face.SetBlendShapeWeight(1, 50);
            mouth.enabled = false;
            Check.Same(0f, face.GetBlendShapeWeight(1), "the mouth of a disabled component");
        }

        private static IEnumerator Permission()
        {
            Check.That(ConvaiNativeMicrophone.AskPermission().IsGranted, "it is granted at once where it was granted before");
            Check.Same(0, StubPermission.Questions, "questions");
            foreach (bool grants in new[] { true, false })
            {
                StubPermission.Reset();
                Application.MicrophoneAllowed = false;
                StubPermission.Grants = grants;
                ConvaiNativePermission asked = ConvaiNativeMicrophone.AskPermission();
                Check.That(!asked.IsDone && !asked.IsGranted, "it waits for the player");
                yield return asked;
                Check.Same(grants, asked.IsGranted, "the answer");
                Application.MicrophoneAllowed = false;
                Task<bool> awaited = Asked();
                yield return Game.Until(delegate { return awaited.IsCompleted; }, "the await");
                Check.Same(grants, awaited.Result, "the awaited answer");
                Check.Same(2, StubPermission.Questions, "questions");
            }
        }

        private static async Task<bool> Asked()
        {
            return await ConvaiNativeMicrophone.AskPermission();
        }

        private static IEnumerator Picker()
        {
            StubMicrophone.Devices.Add("Headset");
            Editor.MicrophoneDeviceDrawer drawer = new Editor.MicrophoneDeviceDrawer();
            UnityEditor.SerializedProperty field = new UnityEditor.SerializedProperty(UnityEditor.SerializedPropertyType.String);
            foreach (string chosen in new[] { "Headset", "Default of the system", "Desk microphone" })
            {
                StubGui.Chosen["Device"] = chosen;
                drawer.OnGUI(new Rect(0, 0, 400, 18), field, new GUIContent("Device"));
                Check.Same(chosen == "Default of the system" ? "" : chosen, field.stringValue, "the device");
            }
            StubGui.Chosen.Clear();
            field.stringValue = "Another headset";
            drawer.OnGUI(new Rect(0, 0, 400, 18), field, new GUIContent("Device"));
            Check.Same("Another headset", field.stringValue, "a device of another computer");
            Check.That(StubGui.Drawn.Contains("Device: Another headset (not connected)"), "what the inspector shows");
            drawer.OnGUI(new Rect(0, 0, 400, 18), new UnityEditor.SerializedProperty(UnityEditor.SerializedPropertyType.Integer), new GUIContent("Number"));
            Check.That(StubGui.Drawn.Contains("[MicrophoneDevice] works only on fields of type string."), "another kind of field");
            yield return null;
        }

        private static IEnumerator Denied()
        {
            Application.MicrophoneAllowed = StubPermission.Grants = false;
            ConvaiNativeMicrophone microphone = new GameObject("Microphone").AddComponent<ConvaiNativeMicrophone>();
            string failure = null;
            microphone.OnFailure.AddListener(delegate (string why) { failure = why; });
            microphone.ListenOnStart = true;
            yield return Game.Until(delegate { return failure != null; }, "the failure");
            Check.That(failure.Contains("not permitted") && !microphone.IsListening, failure);
        }
    }
}
