using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.TestTools;

namespace ConvaiNative.Tests
{
    public class CharacterTests
    {
        private readonly List<string> raised = new List<string>();
        private ConvaiNativeCharacter pell;

        [SetUp]
        public void SetUp()
        {
            TestGame.Connect();
            pell = TestGame.Character();
            raised.Clear();
            pell.LogFailures = false;
            pell.OnThinking.AddListener(delegate (bool thinks) { raised.Add(thinks ? "thinks" : "done"); });
            pell.OnReply.AddListener(delegate (string text) { raised.Add("reply"); });
            pell.OnSpeaking.AddListener(delegate (bool speaks) { raised.Add(speaks ? "speaks" : "silent"); });
            pell.OnFailure.AddListener(delegate (string why) { raised.Add("failure"); });
        }

        [TearDown]
        public void TearDown()
        {
            if (pell != null) Object.DestroyImmediate(pell.gameObject);
            TestGame.ContinueReplies();
        }

        [UnityTest]
        public IEnumerator ATurnRaisesItsEventsOnceAndInOrder()
        {
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("What is your name?");
            Assert.IsTrue(pell.IsThinking);
            yield return TestGame.End(turn);
            Assert.AreEqual("thinks reply done", string.Join(" ", raised));
            Assert.IsTrue(turn.Succeeded);
            Assert.Greater(turn.Result.Text.Length, 0, "the answer's length");
            Assert.AreEqual(turn.Result.SessionId, pell.SessionId);
            for (int frame = 0; frame < 5; frame++) yield return null;
            Assert.AreEqual(3, raised.Count, "no event is raised twice");
        }

        [UnityTest]
        public IEnumerator TheAudioSourceSpeaksTheReplyToItsEnd()
        {
            AudioSource source = pell.gameObject.AddComponent<AudioSource>();
            pell.KeepAudio = true;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return TestGame.End(turn);
            Assert.Greater(turn.Result.Audio.Frames, turn.Result.Audio.SampleRate / 10, "frames");
            ConvaiNativeVoice voice = source.GetComponent<ConvaiNativeVoice>();
            yield return TestGame.Until(delegate { return raised.Contains("silent"); }, "the end of the voice");
            // The voice may be heard before or after the turn ends.
            Assert.AreEqual("speaks silent", string.Join(" ", raised.FindAll(delegate (string name) { return name == "speaks" || name == "silent"; })));
            Assert.AreEqual((long)turn.Result.Audio.Frames, voice.State.Frames, "frames that were heard");
            turn.Result.Audio.Dispose();
        }

        [UnityTest]
        public IEnumerator ATurnWithoutVoiceHasNoAudio()
        {
            pell.WithVoice = false;
            pell.KeepAudio = true;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return TestGame.End(turn);
            Assert.IsNull(turn.Result.Audio);
            Assert.AreEqual("thinks reply done", string.Join(" ", raised));
        }

        [UnityTest]
        public IEnumerator ASessionContinuesAndCanBeResumed()
        {
            pell.WithVoice = false;
            yield return TestGame.End(pell.Say("My name is Zo\u00eb \U0001f419."));
            string session = pell.SessionId;
            Assert.IsNotNull(session);
            pell.Resume(null);
            Assert.IsNull(pell.SessionId);
            yield return TestGame.End(pell.Say("Hello"));
            Assert.IsFalse(session == pell.SessionId, "a new session");
            pell.Resume(session);
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("What is my name?");
            yield return TestGame.End(turn);
            Assert.IsTrue(turn.Result.Text.Contains("Zo\u00eb"), turn.Result.Text);
        }

        [UnityTest]
        public IEnumerator AFailedTurnRaisesOneFailureAndTheFallbackLine()
        {
            pell.CharacterId = "nobody";
            pell.Fallback = "Not now.";
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return TestGame.End(turn);
            Assert.AreEqual("thinks failure reply done", string.Join(" ", raised));
            ConvaiNativeException why = turn.Error as ConvaiNativeException;
            Assert.IsNotNull(why);
            Assert.AreEqual(404, why.HttpStatus);
            Assert.AreEqual("Not now.", why.PartialReply.Text);
        }

        [UnityTest]
        public IEnumerator AnInterruptedTurnIsCancelledAndRaisesNoReply()
        {
            TestGame.StopReplies();
            ConvaiNativeOperation<ConvaiNativeReply> first = pell.Say("one");
            ConvaiNativeOperation<ConvaiNativeReply> second = pell.Say("two");
            pell.Interrupt();
            yield return TestGame.End(first);
            yield return TestGame.End(second);
            Assert.IsTrue(first.IsCancelled);
            Assert.IsTrue(second.IsCancelled);
            Assert.AreEqual("thinks done", string.Join(" ", raised));
            TestGame.ContinueReplies();
            yield return TestGame.End(pell.Say("three"));
            Assert.IsTrue(raised.Contains("reply"), "the next turn has a reply");
        }

        [UnityTest]
        public IEnumerator ADestroyedCharacterRaisesNoEvents()
        {
            TestGame.StopReplies();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            Object.DestroyImmediate(pell.gameObject);
            yield return TestGame.End(turn);
            Assert.IsTrue(turn.IsCancelled);
            Assert.AreEqual("thinks", string.Join(" ", raised));
        }

        [UnityTest]
        public IEnumerator AnEmptyTextFailsWithoutAnException()
        {
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("");
            Assert.IsNotNull(turn);
            yield return TestGame.End(turn);
            Assert.AreEqual("thinks failure done", string.Join(" ", raised));
        }
    }
}
