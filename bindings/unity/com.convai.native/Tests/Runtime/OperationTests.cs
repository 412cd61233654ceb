using System;
using System.Collections;
using System.Threading;
using System.Threading.Tasks;
using ConvaiNative.Components;
using NUnit.Framework;
using UnityEngine.TestTools;

namespace ConvaiNative.Tests
{
    public class OperationTests
    {
        [SetUp]
        public void SetUp()
        {
            TestGame.Connect();
        }

        [TearDown]
        public void TearDown()
        {
            TestGame.ContinueReplies();
        }

        [UnityTest]
        public IEnumerator ACoroutineWaitsForAnOperation()
        {
            ConvaiNativeOperation<Character> asked = ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(TestGame.Pell, token));
            yield return asked;
            Assert.IsTrue(asked.IsDone);
            Assert.IsTrue(asked.Succeeded);
            Assert.AreEqual(TestGame.Pell, asked.Result.Id);
        }

        [UnityTest]
        public IEnumerator AwaitResumesOnTheMainThread()
        {
            int main = Thread.CurrentThread.ManagedThreadId;
            Task<string> game = Ask(main);
            yield return TestGame.Until(delegate { return game.IsCompleted; }, "the end of the awaiting method");
            Assert.AreEqual("Pell the Lamplighter", game.GetAwaiter().GetResult());
        }

        [UnityTest]
        public IEnumerator AwaitThrowsTheError()
        {
            Task<string> game = AskForNobody();
            yield return TestGame.Until(delegate { return game.IsCompleted; }, "the end of the awaiting method");
            Assert.AreEqual("NotFound", game.GetAwaiter().GetResult());
        }

        [UnityTest]
        public IEnumerator ACancelledOperationEndsOnce()
        {
            int ends = 0;
            TestGame.StopReplies();
            ConvaiNativeOperation<Character> asked = ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(TestGame.Pell, token));
            asked.Completed += delegate { ends++; };
            asked.Cancel();
            asked.Cancel();
            yield return TestGame.End(asked);
            Assert.IsTrue(asked.IsCancelled);
            Assert.AreEqual(1, ends);
            Assert.Throws<TaskCanceledException>(delegate { asked.Result.ToString(); });
        }

        [UnityTest]
        public IEnumerator ALateListenerIsCalledImmediately()
        {
            int ends = 0;
            ConvaiNativeOperation<Character> asked = ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(TestGame.Pell, token));
            Assert.Throws<InvalidOperationException>(delegate { asked.Result.ToString(); });
            yield return TestGame.End(asked);
            asked.Completed += delegate { ends++; };
            Assert.AreEqual(1, ends);
        }

        private static async Task<string> Ask(int main)
        {
            Character pell = await ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(TestGame.Pell, token));
            Assert.AreEqual(main, Thread.CurrentThread.ManagedThreadId, "the thread after await");
            return pell.Name;
        }

        private static async Task<string> AskForNobody()
        {
            try
            {
                await ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync("nobody", token));
                return "found";
            }
            catch (ConvaiNativeException failure)
            {
                return failure.Code.ToString();
            }
        }
    }
}
