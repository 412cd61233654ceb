using System;
using System.Diagnostics;
using System.Threading;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using NUnit.Framework;

namespace ConvaiNative.Tests
{
    public class ConnectionCheckTests
    {
        private const string Pell = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

        [Test]
        public void AnAcceptedKeyPasses()
        {
            ConnectionCheck check = Checked("test-key", null, Address());
            Assert.IsTrue(check.Good, check.Message);
            Assert.IsTrue(check.Message.Contains("accepts the API key"), check.Message);
        }

        [Test]
        public void TheResultHasTheNameOfTheCharacter()
        {
            ConnectionCheck check = Checked("test-key", " " + Pell + " ", Address());
            Assert.IsTrue(check.Good, check.Message);
            Assert.IsTrue(check.Message.Contains("Pell the Lamplighter"), check.Message);
        }

        [Test]
        public void AMissingCharacterFails()
        {
            ConnectionCheck check = Checked("test-key", "nobody", Address());
            Assert.IsFalse(check.Good);
            Assert.IsTrue(check.Message.Contains("no character has this id"), check.Message);
        }

        [Test]
        public void ARefusedKeyFailsWithItsErrorCode()
        {
            ConnectionCheck check = Checked("bad-key", null, Address());
            Assert.IsFalse(check.Good);
            Assert.IsTrue(check.Message.StartsWith("Authentication (HTTP 401)", StringComparison.Ordinal), check.Message);
            Assert.IsFalse(check.Message.Contains("bad-key"), check.Message);
        }

        [Test]
        public void AnUnreachableAddressFails()
        {
            // No program listens on port 1 of this machine.
            ConnectionCheck check = Checked("test-key", null, "http://127.0.0.1:1");
            Assert.IsFalse(check.Good);
            Assert.IsTrue(check.Message.StartsWith("Connect", StringComparison.Ordinal), check.Message);
        }

        [Test]
        public void AnInvalidAddressFailsImmediately()
        {
            using (ConnectionCheck check = new ConnectionCheck(new ConvaiNativeClientOptions { ApiKey = "test-key", BaseUrl = "not an address" }, null))
            {
                Assert.IsTrue(check.IsDone);
                Assert.IsFalse(check.Good);
            }
        }

        private static ConnectionCheck Checked(string key, string character, string address)
        {
            using (ConnectionCheck check = new ConnectionCheck(new ConvaiNativeClientOptions { ApiKey = key, BaseUrl = address, Proxy = "direct" }, character))
            {
                Stopwatch waited = Stopwatch.StartNew();
                while (!check.Step())
                {
                    if (waited.Elapsed.TotalSeconds > 30) Assert.Fail("the check did not end");
                    Thread.Sleep(1);
                }
                return check;
            }
        }

        private static string Address()
        {
            string address = Environment.GetEnvironmentVariable("CONVAI_BASE_URL");
            if (string.IsNullOrEmpty(address)) Assert.Fail("Start the emulator, and set CONVAI_BASE_URL to the address that it prints before Unity starts.");
            return address;
        }
    }
}
