using System;
using System.Collections;
using NUnit.Framework;
using UnityEngine;

namespace Convai.Unity.Tests
{
    /// <summary>What the tests in play mode share: the emulator that they talk to, and patience.</summary>
    internal static class TestGame
    {
        /// <summary>A character that the emulator always has.</summary>
        internal const string Pell = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

        private const double PatienceSeconds = 30;

        internal static void Connect()
        {
            string address = Environment.GetEnvironmentVariable("CONVAI_BASE_URL");
            if (string.IsNullOrEmpty(address)) Assert.Fail("Start the emulator, and set CONVAI_BASE_URL to the address that it prints before Unity starts.");
            string key = Environment.GetEnvironmentVariable("CONVAI_TEST_KEY") ?? "test-key";
            ConvaiBehaviour.Instance.Configure(new ConvaiClientOptions { ApiKey = key, BaseUrl = address, Proxy = "direct" });
        }

        internal static ConvaiCharacter Character(string id = Pell)
        {
            ConvaiCharacter character = new GameObject("Pell").AddComponent<ConvaiCharacter>();
            character.CharacterId = id;
            return character;
        }

        /// <summary>Lets frames go by until something holds.</summary>
        internal static IEnumerator Until(Func<bool> reached, string what)
        {
            DateTime limit = DateTime.UtcNow.AddSeconds(PatienceSeconds);
            while (!reached())
            {
                if (DateTime.UtcNow > limit) Assert.Fail("never happened: " + what);
                yield return null;
            }
        }

        internal static IEnumerator End(ConvaiOperation operation)
        {
            return Until(delegate { return operation.IsDone; }, "the operation's end");
        }
    }
}
