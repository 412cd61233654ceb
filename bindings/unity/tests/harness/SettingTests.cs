using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The connection settings: limits, certificate authorities and the log.</summary>
    internal static class SettingTests
    {
        internal static void List()
        {
            Program.Add("settings: every field of the inspector is an option of the client", Fields);
            Program.Add("settings: a turn that exceeds the limit of bytes fails, and the message names the setting", Bytes);
            Program.Add("settings: LogCalls writes each call to the console, and Logged is raised", Logs);
            Program.Add("settings: ResetConnections makes the next call use a new connection", NewConnection);
            Program.Add("trust: with the authority in the settings a turn works, and without it the error is TLS with its advice", Authority);
            Program.Add("trust: the connection check of the editor reports a trusted, an untrusted and an unreachable service", Doctor);
        }

        private static ConvaiNativeSettings Settings(string address)
        {
            ConvaiNativeKey.Provider = delegate { return Emulator.Key; };
            ConvaiNativeSettings settings = ScriptableObject.CreateInstance<ConvaiNativeSettings>();
            settings.BaseUrl = address;
            Set(settings, "proxy", "direct");
            return settings;
        }

        /// <summary>Sets a field as the inspector does.</summary>
        private static void Set(object target, string field, object value)
        {
            FieldInfo found = target.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic);
            Check.That(found != null && found.IsDefined(typeof(SerializeField), false), "the inspector does not show " + field);
            found.SetValue(target, value);
        }

        /// <summary>A component that the scene contains, with its settings.</summary>
        private static ConvaiNativeBehaviour InScene(ConvaiNativeSettings settings)
        {
            ConvaiNativeBehaviour behaviour = new GameObject("Convai Native").AddComponent<ConvaiNativeBehaviour>();
            Set(behaviour, "settings", settings);
            return behaviour;
        }

        private static IEnumerator Fields()
        {
            ConvaiNativeSettings settings = Settings(" http://127.0.0.1:1 ");
            foreach (KeyValuePair<string, object> field in new Dictionary<string, object>
            {
                { "connectSeconds", 1.5f }, { "textSeconds", 2.5f }, { "voiceSeconds", 3.5f }, { "uploadSampleRate", 24000 }, { "maxInFlight", 3 }, { "maxQueued", 4 },
                { "maxQueuedMegabytes", 0.5f }, { "maxResponseMegabytes", 2f }, { "caPem", "authorities" }, { "userAgent", "game/1" }, { "logCalls", true }
            })
                Set(settings, field.Key, field.Value);
            settings.IdleSeconds = 4.5f;
            ConvaiNativeClientOptions options = settings.ToOptions();
            Check.Same("http://127.0.0.1:1", options.BaseUrl, "BaseUrl");
            Check.Same("direct", options.Proxy, "Proxy");
            Check.Same(TimeSpan.FromSeconds(1.5), options.ConnectTimeout, "ConnectTimeout");
            Check.Same(TimeSpan.FromSeconds(2.5), options.Timeout, "Timeout");
            Check.Same(TimeSpan.FromSeconds(3.5), options.VoiceTimeout, "VoiceTimeout");
            Check.Same(TimeSpan.FromSeconds(4.5), options.IdleTimeout, "IdleTimeout");
            Check.Same(24000, options.UploadSampleRate, "UploadSampleRate");
            Check.Same(3, options.MaxInFlight, "MaxInFlight");
            Check.Same(4, options.MaxQueued, "MaxQueued");
            Check.Same(524288L, options.MaxQueuedBytes, "MaxQueuedBytes");
            Check.Same(2097152L, options.MaxResponseBytes, "MaxResponseBytes");
            Check.Same("authorities", options.CaPem, "CaPem");
            Check.Same("game/1", options.UserAgent, "UserAgent");
            Check.That(options.LogCapacity > 0, "LogCapacity");
            int shown = 0;
            foreach (FieldInfo field in typeof(ConvaiNativeSettings).GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
                if (field.IsDefined(typeof(SerializeField), false)) shown++;
            Check.Same(14, shown, "fields of the inspector");
            options = ScriptableObject.CreateInstance<ConvaiNativeSettings>().ToOptions();
            Check.That(options.MaxQueuedBytes == 0 && options.CaPem == null && options.LogCapacity == 0 && options.Timeout == null, "empty fields are defaults");
            yield return null;
        }

        private static IEnumerator Bytes()
        {
            ConvaiNativeSettings settings = Settings(Program.Emulator.Address);
            settings.MaxQueuedMegabytes = 0.01f;
            InScene(settings);
            ConvaiNativeCharacter pell = Game.Character();
            pell.LogFailures = false;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return turn;
            Check.That(turn.Succeeded, "" + turn.Error);
            turn = pell.Say(new PcmAudio(new float[48000], 48000));
            yield return turn;
            ConvaiNativeException full = turn.Error as ConvaiNativeException;
            Check.That(full != null && full.Code == ConvaiNativeErrorCode.QueueFull && full.Message.Contains("MaxQueued"), "" + turn.Error);
        }

        private static IEnumerator Logs()
        {
            ConvaiNativeSettings settings = Settings(Program.Emulator.Address);
            settings.LogCalls = true;
            ConvaiNativeBehaviour behaviour = InScene(settings);
            List<ConvaiNativeLogEntry> entries = new List<ConvaiNativeLogEntry>();
            behaviour.Logged += entries.Add;
            yield return Game.Ask();
            Check.Same(1, entries.Count, "entries");
            Check.Same("/character/get", entries[0].Path, "path");
            Check.That(Debug.Infos.Exists(delegate (string line) { return line.Contains("/character/get: OK") && !line.Contains(Emulator.Key); }), "the console");
            Debug.Infos.Clear();
            ConvaiNativeClientOptions options = Program.Emulator.Options(false);
            options.LogCapacity = 10;
            behaviour.Configure(options);
            yield return Game.Ask();
            Check.Same(2, entries.Count, "entries after Configure");
            Check.Same(0, Debug.Infos.Count, "lines in the console");
        }

        private static IEnumerator NewConnection()
        {
            ConvaiNativeBehaviour behaviour = Game.Connect();
            behaviour.ResetConnections();
            List<object> used = new List<object>();
            for (int call = 0; call < 3; call++)
            {
                if (call == 2) behaviour.ResetConnections();
                yield return Game.Ask();
                used.Add(Json.At(Program.Emulator.Last("/character/get"), "connection"));
            }
            Check.Same(used[0], used[1], "the connection is kept");
            Check.That(!used[1].Equals(used[2]), "a new connection");
        }

        /// <summary>Starts a service over TLS with a new authority.</summary>
        private static Emulator Secure(out string authority)
        {
            string file = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "authority.pem");
            File.Delete(file);
            File.Delete(file + ".key");
            Emulator service = new Emulator("--tls \"" + file + "\"");
            authority = File.ReadAllText(file);
            return service;
        }

        private static IEnumerator Authority()
        {
            string authority;
            using (Emulator service = Secure(out authority))
            {
                ConvaiNativeSettings settings = Settings(service.Address);
                settings.CaPem = authority;
                InScene(settings);
                ConvaiNativeOperation<ConvaiNativeReply> turn = Game.Character().Say("Hello");
                yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
                Check.That(turn.Succeeded && turn.Result.Text.Length > 0, "with the authority: " + turn.Error);
                settings.CaPem = "";
                ConvaiNativeBehaviour.Instance.Configure(settings.ToOptions());
                ConvaiNativeCharacter pell = Game.Character();
                pell.LogFailures = false;
                string why = null;
                pell.OnFailure.AddListener(delegate (string text) { why = text; });
                turn = pell.Say("Hello");
                yield return Game.Until(delegate { return turn.IsDone; }, "a failure");
                Check.Same(ConvaiNativeErrorCode.Tls, ((ConvaiNativeException)turn.Error).Code, "code of: " + why);
                Check.That(why.Contains("CaPem"), "the advice: " + why);
            }
        }

        private static IEnumerator Doctor()
        {
            string authority, address;
            using (Emulator service = Secure(out authority))
            {
                address = service.Address;
                ConvaiNativeClientOptions options = service.Options(false);
                options.CaPem = authority;
                string[] said = new string[1];
                yield return Checked(options, said);
                Check.That(said[0].StartsWith("good: Connected in ", StringComparison.Ordinal) && said[0].Contains("accepts the API key"), "trusted: " + said[0]);
                options.CaPem = null;
                yield return Checked(options, said);
                Check.That(said[0].StartsWith("bad: Tls: ", StringComparison.Ordinal) && said[0].Contains("CaPem"), "untrusted: " + said[0]);
                options.CaPem = authority;
                options.BaseUrl = "https://127.0.0.1:1";
                yield return Checked(options, said);
                Check.That(said[0].StartsWith("bad: Connect: ", StringComparison.Ordinal), "unreachable: " + said[0]);
            }
        }

        private static IEnumerator Checked(ConvaiNativeClientOptions options, string[] said)
        {
            using (ConnectionCheck check = new ConnectionCheck(options, null))
            {
                yield return Game.Until(check.Step, "the end of the check");
                said[0] = (check.Good ? "good: " : "bad: ") + check.Message;
            }
        }
    }
}
