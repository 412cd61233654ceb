using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>Auth tokens in place of the API key: their calls, clients that have one, and credentials that are replaced.</summary>
    internal static class TokenTests
    {
        private const string Secret = "token-4711-abcdefghijkl";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("tokens: created, extended and revoked, as tasks and blocking", OneLife);
            Program.Add("tokens: the time of expiry is read, or unknown", Expiry);
            Program.Add("tokens: a client with a token sends it in its own header, and no key", InPlaceOfTheKey);
            Program.Add("tokens: a client needs either a key or a token", ExactlyOne);
            Program.Add("tokens: SetCredentials is for the calls that follow, and those in flight keep their own", Replaced);
            Program.Add("tokens: SetCredentials refuses what is no credential, and keeps the old one", Refused);
            Program.Add("tokens: no text of the wrapper contains a token", Unseen);
        }

        private static void OneLife()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                AuthToken token = Check.End(client.CreateTokenAsync());
                Check.That(token.Value.Length > 8 && token.RawJson.Contains(token.Value), "a token");
                Check.That(token.ExpiresAt > DateTimeOffset.UtcNow && token.Expires != null, "it expires later: " + token.Expires);
                Check.That(Works(token.Value), "it works");
                AuthToken other = client.CreateToken();
                Check.That(other.Value != token.Value && Works(token.Value), "another token, and the first remains valid");
                AuthToken extended = client.ExtendToken(token.Value);
                Check.Same(token.Value, extended.Value, "the extended token");
                Check.That(extended.ExpiresAt >= token.ExpiresAt, "its time");
                Check.Same(token.Value, Check.End(client.ExtendTokenAsync(token.Value)).Value, "as a task");
                Check.That(client.RevokeToken(token.Value).RawJson.Length > 0, "the confirmation");
                Check.That(!Works(token.Value) && Works(other.Value), "one token is revoked");
                Check.End(client.RevokeTokenAsync(other.Value));
                Check.That(!Works(other.Value), "both are");
                Check.Throws<ArgumentNullException>(delegate { client.ExtendToken(null); }, "null");
                Check.Throws<ArgumentNullException>(delegate { client.RevokeTokenAsync(null); }, "null");
                ErrorTests.AtFault("token", delegate { client.ExtendToken(" "); });
            }
        }

        private static bool Works(string token)
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.ApiKey = null;
            options.AuthToken = token;
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            {
                try
                {
                    client.GetResponse(Emulator.PublicCharacter, null, "Hello.").Dispose();
                    return true;
                }
                catch (ConvaiNativeException refused)
                {
                    Check.Same(ConvaiNativeErrorCode.Authentication, refused.Code, "code of: " + refused.Message);
                    Check.That(!refused.ToString().Contains(token), "the token in: " + refused);
                    return false;
                }
            }
        }

        private static void Expiry()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Fault("{\"status\":200,\"json\":{\"apiAuthToken\":\"a-token-of-the-service\",\"expirationTime\":\"2030-01-02T03:04:05Z\"}}");
                AuthToken token = client.CreateToken();
                Check.Same(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero), token.ExpiresAt.Value, "a date");
                Check.Same("2030-01-02T03:04:05Z", token.Expires, "as it was sent");
                Emulator.Fault("{\"status\":200,\"json\":{\"apiAuthToken\":\"a-token-of-the-service\",\"expirationTime\":\"soon\"}}");
                token = client.CreateToken();
                Check.That(token.ExpiresAt == null && token.Expires == "soon", "an unknown form");
                Emulator.Fault("{\"status\":200,\"json\":{\"apiAuthToken\":\"a-token-of-the-service\"}}");
                token = client.CreateToken();
                Check.That(token.ExpiresAt == null && token.Expires == null, "no time");
            }
        }

        private static ConvaiNativeClientOptions WithToken(string token)
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.ApiKey = null;
            options.AuthToken = token;
            return options;
        }

        private static void IsSent(string path, string header, string otherHeader)
        {
            Dictionary<string, object> headers = (Dictionary<string, object>)Json.At(Emulator.Last(path), "headers");
            Check.That(headers.ContainsKey(header) && !headers.ContainsKey(otherHeader), "headers: " + string.Join(", ", headers.Keys));
        }

        private static void InPlaceOfTheKey()
        {
            Environment.SetEnvironmentVariable("CONVAI_API_KEY", "a-key-of-the-environment");
            try
            {
                using (ConvaiNativeClient owner = Emulator.Client())
                using (ConvaiNativeClient client = new ConvaiNativeClient(WithToken(owner.CreateToken().Value)))
                {
                    client.GetResponse(Emulator.PublicCharacter, null, "Hello.").Dispose();
                    IsSent("/character/getResponse", "api-auth-token", "convai-api-key");
                    owner.GetResponse(Emulator.PublicCharacter, null, "Hello.").Dispose();
                    IsSent("/character/getResponse", "convai-api-key", "api-auth-token");
                }
            }
            finally
            {
                Environment.SetEnvironmentVariable("CONVAI_API_KEY", null);
            }
        }

        private static void ExactlyOne()
        {
            ConvaiNativeClientOptions options = WithToken(Secret);
            options.ApiKey = Emulator.Key;
            ConvaiNativeException both = Check.Throws<ConvaiNativeException>(delegate { new ConvaiNativeClient(options); }, "a key and a token");
            ErrorTests.InCSharp(both.Message);
            Check.That(both.Message.Contains("ApiKey") && both.Message.Contains("AuthToken"), both.Message);
            options.ApiKey = "";
            new ConvaiNativeClient(options).Dispose();
            options.AuthToken = "";
            Check.Same("ApiKey", Check.Throws<ConvaiNativeException>(delegate { new ConvaiNativeClient(options); }, "neither").Argument, "argument");
            options.AuthToken = "a\0b";
            Check.Same("AuthToken", Check.Throws<ArgumentException>(delegate { new ConvaiNativeClient(options); }, "NUL").ParamName, "parameter");
        }

        private static void Replaced()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                string token = client.CreateToken().Value;
                Emulator.Fault("{\"path\":\"/character/get\",\"delay_ms\":200}");
                Task<Character> inFlight = client.Characters.GetAsync(Emulator.PublicCharacter);
                client.SetCredentials(authToken: token);
                Check.End(inFlight);
                IsSent("/character/get", "convai-api-key", "api-auth-token");
                using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
                {
                    talk.Say("Hello.").Dispose();
                    IsSent("/character/getResponse", "api-auth-token", "convai-api-key");
                    string session = talk.SessionId;
                    client.SetCredentials(apiKey: Emulator.Key, authToken: "");
                    Check.End(talk.SayAsync("Hello.")).Dispose();
                    IsSent("/character/getResponse", "convai-api-key", "api-auth-token");
                    Check.Same(session, talk.SessionId, "the conversation goes on");
                }
            }
        }

        private static void Refused()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                foreach (Action mistake in new Action[]
                {
                    delegate { client.SetCredentials(); },
                    delegate { client.SetCredentials(Emulator.Key, Secret); },
                    delegate { client.SetCredentials("a\nb"); },
                    delegate { client.SetCredentials(authToken: "ü"); }
                })
                {
                    ConvaiNativeException refused = Check.Throws<ConvaiNativeException>(mistake, "no credential");
                    ErrorTests.InCSharp(refused.Message);
                    Check.That((int)refused.Code / 100 == 1, "code of: " + refused.Message);
                }
                Check.Throws<ArgumentException>(delegate { client.SetCredentials("a\0b"); }, "NUL");
                client.Characters.Get(Emulator.PublicCharacter);
                client.Dispose();
                Check.Throws<ObjectDisposedException>(delegate { client.SetCredentials(Emulator.Key); }, "after Dispose");
            }
        }

        private static void Unseen()
        {
            ConvaiNativeClientOptions options = WithToken(Secret);
            Check.That(!options.ToString().Contains(Secret) && options.ToString().Contains("AuthToken = set"), options.ToString());
            options.LogCapacity = 10;
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            {
                string logged = "";
                client.Logged += delegate (ConvaiNativeLogEntry entry) { logged += entry; };
                Emulator.Fault("{\"status\":400,\"json\":{\"ERROR\":\"bad token " + Secret + "\"}}");
                ConvaiNativeException refused = Check.Throws<ConvaiNativeException>(delegate { client.Characters.Get("x"); }, "a refusal that repeats the token");
                client.Pump();
                Check.That(!(refused + refused.RawReply + refused.ServiceMessage + logged).Contains(Secret), "the token in: " + refused + refused.RawReply + logged);
                Check.That(refused.RawReply.Contains("bad token ***"), refused.RawReply);
            }
            Emulator.Fault("{\"status\":200,\"json\":{\"apiAuthToken\":\"" + Secret + "\"}}");
            using (ConvaiNativeClient client = Emulator.Client()) Check.That(!client.CreateToken().ToString().Contains(Secret), "ToString of a token");
        }
    }
}
