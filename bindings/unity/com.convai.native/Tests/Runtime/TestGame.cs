using System;
using System.Collections;
using System.Diagnostics;
using System.Net;
using ConvaiNative.Components;
using NUnit.Framework;
using UnityEngine;

namespace ConvaiNative.Tests
{
    /// <summary>Functions of the play mode tests: control of the emulator, and waits with a time limit.</summary>
    internal static class TestGame
    {
        /// <summary>The id of a character that the emulator always has.</summary>
        internal const string Pell = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

        private const double TimeLimitSeconds = 30;

        internal static void Connect()
        {
            string address = Address();
            string key = Environment.GetEnvironmentVariable("CONVAI_TEST_KEY") ?? "test-key";
            ConvaiNativeBehaviour.Instance.Configure(new ConvaiNativeClientOptions { ApiKey = key, BaseUrl = address, Proxy = "direct" });
        }

        /// <summary>The emulator stops replying, so that calls do not end by themselves.</summary>
        internal static void StopReplies()
        {
            Control("POST", "{\"hang\":true,\"count\":0}");
        }

        /// <summary>The emulator replies again.</summary>
        internal static void ContinueReplies()
        {
            Control("DELETE", "");
        }

        private static void Control(string method, string fault)
        {
            using (WebClient emulator = new WebClient { Proxy = null }) emulator.UploadString(Address() + "/_emulator/faults", method, fault);
        }

        private static string Address()
        {
            string address = Environment.GetEnvironmentVariable("CONVAI_BASE_URL");
            if (string.IsNullOrEmpty(address)) Assert.Fail("Start the emulator, and set CONVAI_BASE_URL to the address that it prints before Unity starts.");
            return address;
        }

        internal static ConvaiNativeCharacter Character(string id = Pell)
        {
            ConvaiNativeCharacter character = new GameObject("Pell").AddComponent<ConvaiNativeCharacter>();
            character.CharacterId = id;
            return character;
        }

        /// <summary>Waits for a condition, one frame at a time.</summary>
        internal static IEnumerator Until(Func<bool> reached, string what)
        {
            Stopwatch waited = Stopwatch.StartNew();
            while (!reached())
            {
                if (waited.Elapsed.TotalSeconds > TimeLimitSeconds) Assert.Fail("the time limit was reached: " + what);
                yield return null;
            }
        }

        internal static IEnumerator End(ConvaiNativeOperation operation)
        {
            return Until(delegate { return operation.IsDone; }, "the operation's end");
        }
    }
}
