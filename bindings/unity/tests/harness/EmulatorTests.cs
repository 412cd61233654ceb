using System;
using System.Collections;
using System.Diagnostics;
using System.IO;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEditor;
using UnityEditor.PackageManager;
using UnityEngine;
using Debug = UnityEngine.Debug;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The emulator that the editor starts, in a project and a package of their own.</summary>
    internal static class EmulatorTests
    {
        internal static void List()
        {
            Program.Add("emulator: without a key the first call starts it, says so once, and a second client uses the same one", delegate { return InProject(WithoutKey); });
            Program.Add("emulator: with a key, with a server and with Never it is not used; with Always it is", delegate { return InProject(Choice); });
            Program.Add("emulator: it keeps its address across a reload of code, and ends with the editor", delegate { return InProject(Reload); });
            Program.Add("emulator: one that has ended is started again", delegate { return InProject(Again); });
            Program.Add("emulator: a program without its run bit is copied and run", delegate { return InProject(RunBit); });
            Program.Add("emulator: a program that prints no address is ended, and the message says what to do", delegate { return InProject(NoAddress); });
            Program.Add("emulator: it keeps its characters in the project", delegate { return InProject(State); });
            Program.Add("emulator: each system has its own program, and a missing one is explained", delegate { return InProject(Systems); });
        }

        /// <summary>Runs a test in a new project, with the package installed beside it and without the variables of the tests.</summary>
        internal static IEnumerator InProject(Func<string, IEnumerator> test)
        {
            string folder = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "project " + Guid.NewGuid().ToString("N"));
            string program = Environment.GetEnvironmentVariable("CONVAI_EMULATOR"), address = Environment.GetEnvironmentVariable("CONVAI_BASE_URL"), data = Application.dataPath;
            Directory.CreateDirectory(Path.Combine(folder, "Assets"));
            string bundled = Path.Combine(folder, "Package", "Emulator~", "linux-x86_64");
            Directory.CreateDirectory(bundled);
            File.Copy(program, Path.Combine(bundled, "convai-emulator"));
            try
            {
                Environment.SetEnvironmentVariable("CONVAI_EMULATOR", null);
                Environment.SetEnvironmentVariable("CONVAI_BASE_URL", null);
                Application.dataPath = Path.Combine(folder, "Assets");
                PackageInfo.StubPath = Path.Combine(folder, "Package");
                EditorUserSettings.StubClear();
                SessionState.Stub.Clear();
                yield return test(folder);
            }
            finally
            {
                EditorEmulator.Stop();
                PackageInfo.StubPath = null;
                EditorUserSettings.StubClear();
                Application.dataPath = data;
                Environment.SetEnvironmentVariable("CONVAI_EMULATOR", program);
                Environment.SetEnvironmentVariable("CONVAI_BASE_URL", address);
                Directory.Delete(folder, true);
            }
        }

        private static IEnumerator WithoutKey(string folder)
        {
            Check.That(EditorEmulator.IsWanted && EditorEmulator.Address == null, "it is wanted, and does not run yet");
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("What are you afraid of?");
            yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
            Check.That(turn.Succeeded && turn.Result.Text.Length > 0, "" + turn.Error);
            string address = EditorEmulator.Address;
            Check.That(address != null && address.StartsWith("http://127.0.0.1:"), "the address " + address);
            Check.Same(1, Debug.Infos.FindAll(delegate (string line) { return line.Contains(address); }).Count, "lines that name it");
            ConvaiNativeBehaviour.Instance.Configure(new ConvaiNativeClientOptions());
            turn = pell.Say("And of what else?");
            yield return Game.Until(delegate { return turn.IsDone; }, "another answer");
            Check.That(turn.Succeeded, "" + turn.Error);
            Check.Same(address, EditorEmulator.Address, "the address");
            Check.Same(1, Debug.Infos.FindAll(delegate (string line) { return line.Contains(address); }).Count, "lines that name it");
        }

        private static IEnumerator Choice(string folder)
        {
            Check.Same(null, Completed(new ConvaiNativeClientOptions { ApiKey = "a-key-of-mine" }).BaseUrl, "with a key");
            Check.Same("http://localhost:1", Completed(new ConvaiNativeClientOptions { BaseUrl = "http://localhost:1" }).BaseUrl, "with a server");
            Check.Same(null, Completed(new ConvaiNativeClientOptions { AuthToken = "a-token-of-mine" }).BaseUrl, "with a token");
            Environment.SetEnvironmentVariable("CONVAI_BASE_URL", "http://localhost:2");
            Check.Same(null, Completed(new ConvaiNativeClientOptions()).BaseUrl, "with a server in the environment");
            Environment.SetEnvironmentVariable("CONVAI_BASE_URL", null);
            EditorEmulator.Use = EmulatorUse.Never;
            Check.Same(null, Completed(new ConvaiNativeClientOptions()).BaseUrl, "with Never");
            Check.Same(null, EditorEmulator.Address, "an emulator that nobody wants");
            EditorEmulator.Use = EmulatorUse.Always;
            ConvaiNativeClientOptions used = Completed(new ConvaiNativeClientOptions { ApiKey = "a-key-of-mine" });
            Check.That(used.BaseUrl == EditorEmulator.Address && used.ApiKey != "a-key-of-mine", "with Always, without the key");
            yield return null;
        }

        private static ConvaiNativeClientOptions Completed(ConvaiNativeClientOptions options)
        {
            EditorEmulator.Complete(options);
            return options;
        }

        private static IEnumerator Reload(string folder)
        {
            string address = EditorEmulator.Start();
            int id = SessionState.GetInt("ConvaiNative.Emulator.Process", 0);
            AppDomain next = AppDomain.CreateDomain("after a reload");
            try
            {
                Reloaded editor = (Reloaded)next.CreateInstanceAndUnwrap(typeof(Reloaded).Assembly.FullName, typeof(Reloaded).FullName);
                Check.Same(address, editor.Address(SessionState.Stub), "the address after the reload");
                Check.Same(address, editor.Start(), "the emulator that the new code uses");
                Check.That(EmulatorProcess.Runs(id), "it runs");
                editor.Quit();
            }
            finally
            {
                AppDomain.Unload(next);
            }
            Check.Until(delegate { return !EmulatorProcess.Runs(id); }, "the emulator ends with the editor");
            Check.Same(null, EditorEmulator.Address, "the address");
            yield return null;
        }

        private static IEnumerator Again(string folder)
        {
            EditorEmulator.Start();
            EmulatorProcess.Stop(SessionState.GetInt("ConvaiNative.Emulator.Process", 0));
            Check.Until(delegate { return EditorEmulator.Address == null; }, "it has ended");
            Check.That(EditorEmulator.Start().StartsWith("http://"), "it runs again");
            EmulatorProcess.Stop(Process.GetCurrentProcess().Id);
            Check.That(!EmulatorProcess.Runs(Process.GetCurrentProcess().Id), "another program is none");
            yield return null;
        }

        private static IEnumerator RunBit(string folder)
        {
            Run("/bin/chmod", "644 \"" + EditorEmulator.Program + "\"");
            Check.That(EditorEmulator.Start().StartsWith("http://"), "it runs");
            Check.That(File.Exists(Path.Combine(folder, "Library", "ConvaiNative", "convai-emulator")), "the copy is in the folder that no repository has");
            yield return null;
        }

        private static IEnumerator NoAddress(string folder)
        {
            File.WriteAllText(EditorEmulator.Program, "#!/bin/sh\necho hello\n");
            Exception refused = Check.Throws<InvalidOperationException>(delegate { EditorEmulator.Start(); }, "the start");
            Check.That(refused.Message.Contains("in a terminal"), refused.Message);
            Environment.SetEnvironmentVariable("CONVAI_EMULATOR", Path.Combine(folder, "nowhere"));
            refused = Check.Throws<InvalidOperationException>(delegate { EditorEmulator.Start(); }, "the start");
            Check.That(refused.Message.Contains("Base Url"), refused.Message);
            Check.Same(null, EditorEmulator.Address, "the address");
            // Play mode warns, and the call fails for want of a key.
            ConvaiNativeOperation<Character> call = Game.Ask();
            yield return Game.Until(delegate { return call.IsDone; }, "the end");
            Check.That(call.Error is ConvaiNativeException && Debug.Warnings.Exists(delegate (string line) { return line.Contains("Base Url"); }), "" + call.Error);
        }

        private static IEnumerator State(string folder)
        {
            EditorEmulator.Start();
            ConvaiNativeOperation<Character> creating = ConvaiNativeBehaviour.Run((client, token) => client.Characters.CreateAsync(
                new CharacterSpec { Name = "Guest", VoiceType = "US MALE 1", Backstory = "A guest of the inn." }, token));
            yield return Game.Until(delegate { return creating.IsDone; }, "a character");
            Check.That(creating.Succeeded, "" + creating.Error);
            EditorEmulator.Stop();
            ConvaiNativeBehaviour.Instance.Configure(new ConvaiNativeClientOptions());
            ConvaiNativeOperation<Character> reading = ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(creating.Result.Id, token));
            yield return Game.Until(delegate { return reading.IsDone; }, "the character of before");
            Check.Same("Guest", reading.Result.Name, "its name");
        }

        private static IEnumerator Systems(string folder)
        {
            string linux = EditorEmulator.Program;
            Check.That(linux.EndsWith("convai-emulator") && File.Exists(linux), linux);
            try
            {
                Application.StubPlatform = RuntimePlatform.OSXEditor;
                Check.Same(null, EditorEmulator.Program, "macOS");
                Exception refused = Check.Throws<InvalidOperationException>(delegate { EditorEmulator.Start(); }, "the start");
                Check.That(refused.Message.Contains("CONVAI_EMULATOR"), refused.Message);
                Application.StubPlatform = RuntimePlatform.WindowsEditor;
                Directory.CreateDirectory(Path.Combine(folder, "Package", "Emulator~", "windows-x86_64"));
                File.WriteAllText(Path.Combine(folder, "Package", "Emulator~", "windows-x86_64", "convai-emulator.exe"), "");
                Check.That(EditorEmulator.Program.EndsWith(".exe"), EditorEmulator.Program);
            }
            finally
            {
                Application.StubPlatform = RuntimePlatform.LinuxEditor;
            }
            yield return null;
        }

        private static void Run(string program, string options)
        {
            using (Process run = Process.Start(new ProcessStartInfo(program, options) { UseShellExecute = false })) run.WaitForExit();
        }
    }

    /// <summary>The editor after a reload of code: a new domain in the same process.</summary>
    public sealed class Reloaded : MarshalByRefObject
    {
        public string Address(StubSession session)
        {
            SessionState.Stub = session;
            StubEditor.Load(typeof(EditorEmulator).Assembly);
            return EditorEmulator.Address;
        }

        public string Start()
        {
            return EditorEmulator.Start();
        }

        public void Quit()
        {
            StubEditor.Quit();
        }
    }
}
