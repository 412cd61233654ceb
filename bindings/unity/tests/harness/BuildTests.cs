using System;
using System.Collections;
using System.IO;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEditor;
using UnityEditor.Build;
using UnityEditor.Build.Reporting;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The check before a build, on generated projects.</summary>
    internal static class BuildTests
    {
        private const string Key = "9a8b7c6d5e4f30211203f4e5d6c7b8a9";

        internal static void List()
        {
            Program.Add("build: a clean project passes", delegate { return Project(null, null, 0); });
            Program.Add("build: a key in a scene stops the build", delegate { return Project("Assets/Scenes/Level.unity", "  secret: " + Key + "\n", 1); });
            Program.Add("build: a key in an asset stops the build", delegate { return Project("Assets/Data/Settings.asset", "  apiKey: " + Key + "\n", 1); });
            Program.Add("build: a key in an embedded package stops the build", delegate { return Project("Packages/com.mine/Runtime/Keys.cs", "var k = \"" + Key + "\";", 1); });
            Program.Add("build: a key in the project settings stops the build", delegate { return Project("ProjectSettings/ProjectSettings.asset", "  defines: K=" + Key + "\n", 1); });
            Program.Add("build: a key outside of the built folders does not stop the build", delegate { return Project("Notes/key.txt", Key, 0); });
            Program.Add("build: the package itself has no key", PackageItself);
            Program.Add("build: a key of another service and a locked file are warnings", OtherKeys);
            Program.Add("build: an ignored file does not stop the build, and the check can be switched to warnings", Ignored);
            Program.Add("build: 48 MB of a scene are searched in less time than four plain loops over its bytes take", LargeScene);
            Program.Add("build: a target without a native library stops the build, and a setting lets it pass", MissingLibrary);
            Program.Add("build: on Android each architecture of the build needs its library", Architectures);
            Program.Add("build: the simulator of iOS has no library", Simulator);
            Program.Add("build: a game with the microphone gets the question and the audio session on iOS and the question on macOS", Microphone);
            Program.Add("build: a game without the microphone asks for nothing", NoMicrophone);
            Program.Add("build: the setting of the microphone wins over what the project uses", MicrophoneSetting);
            Program.Add("build: the settings page changes the checks", SettingsPage);
        }

        private static IEnumerator Project(string path, string text, int stops)
        {
            InProject(delegate (string project)
            {
                if (path != null) Plant(project, path, text);
                Build(stops, path);
            });
            yield return null;
        }

        /// <summary>Runs a test in a generated project whose libraries are installed.</summary>
        private static void InProject(Action<string> test)
        {
            string project = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            Defaults();
            try
            {
                Plant(project, "Assets/Scenes/Clean.unity", "%YAML 1.1\n--- !u!1 &1\nGameObject:\n  m_Name: Clean\n  guid: 0123456789abcdef0123456789abcdef\n");
                Plant(project, "Packages/manifest.json", "{}");
                Application.dataPath = Path.Combine(project, "Assets");
                EditorKey.Write(Key);
                test(project);
            }
            finally
            {
                Directory.Delete(project, true);
                Defaults();
            }
        }

        private static void Defaults()
        {
            BuildSettings.StubForget();
            PlayerSettings.StubReset();
            PluginImporter.StubProcessors.Clear();
            PluginImporter.Plugins.Clear();
            PluginImporter.Plugins[BuildTarget.StandaloneLinux64] = "Packages/com.convai.native/Plugins/linux-x86_64/libconvai.so";
            PluginImporter.Plugins[BuildTarget.StandaloneOSX] = "Packages/com.convai.native/Plugins/macos-universal/libconvai.dylib";
            PluginImporter.Plugins[BuildTarget.iOS] = "Packages/com.convai.native/Plugins/ios/libconvai.a";
            PluginImporter.Plugins[BuildTarget.Android] = "Packages/com.convai.native/Plugins/android-arm64/libconvai.so";
            PluginImporter.StubProcessors["Packages/com.convai.native/Plugins/android-arm64/libconvai.so"] = "ARM64";
            PluginImporter.StubProcessors["Packages/com.convai.native/Plugins/android-armv7/libconvai.so"] = "ARMv7";
        }

        private static void Plant(string project, string path, string text)
        {
            string full = Path.Combine(project, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full));
            File.WriteAllText(full, text);
        }

        private static void Build(int stops, string path)
        {
            Action build = delegate { Steps(BuildTarget.StandaloneLinux64); };
            if (stops == 0)
            {
                build();
                Check.Same(0, Debug.Warnings.Count, "warnings");
                return;
            }
            BuildFailedException why = Check.Throws<BuildFailedException>(build, "a build with a key in it");
            Check.That(why.Message.Contains(Path.GetFileName(path) + ":1"), why.Message);
            Check.That(!why.Message.Contains(Key), "the message has the key");
        }

        /// <summary>Runs every build step of the package, as Unity does before a build.</summary>
        private static void Steps(BuildTarget target)
        {
            int found = 0;
            foreach (Type type in typeof(EditorKey).Assembly.GetTypes())
            {
                if (type.IsAbstract || !typeof(IPreprocessBuildWithReport).IsAssignableFrom(type)) continue;
                found++;
                ((IPreprocessBuildWithReport)Activator.CreateInstance(type)).OnPreprocessBuild(new BuildReport(target));
            }
            Check.Same(1, found, "build steps");
        }

        private static IEnumerator PackageItself()
        {
            EditorKey.Write(Key);
            string folder = Environment.GetEnvironmentVariable("CONVAI_UNITY_PACKAGE");
            Check.That(Directory.Exists(folder), "the package is not at " + folder);
            Check.Same("", string.Join("\n", new KeyScan(Key).Folders(folder).Keys.ToArray()), "reported keys");
            yield return null;
        }

        private static void OtherKeys()
        {
            InProject(delegate (string project)
            {
                Plant(project, "Assets/google-services.json", "{\"api_key\": \"" + Key.Replace('9', '8') + "\"}");
                Plant(project, "Assets/Locked.asset", "nothing");
                using (new FileStream(Path.Combine(project, "Assets/Locked.asset"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    Steps(BuildTarget.StandaloneLinux64);
                Check.That(Debug.Warnings.Count == 1 && Debug.Warnings[0].Contains("google-services.json:1") && Debug.Warnings[0].Contains("Locked.asset"), string.Join("\n", Debug.Warnings.ToArray()));
            });
        }

        private static void Ignored()
        {
            InProject(delegate (string project)
            {
                Plant(project, "Assets/Vendor/Keys.asset", "  secret: " + Key + "\n");
                Check.Throws<BuildFailedException>(delegate { Steps(BuildTarget.StandaloneLinux64); }, "a key");
                BuildSettings.instance.IgnoredFiles.Add("Assets/Vendor");
                Steps(BuildTarget.StandaloneLinux64);
                Check.Same(0, Debug.Warnings.Count, "warnings");
                BuildSettings.instance.IgnoredFiles.Clear();
                BuildSettings.instance.KeysOnlyWarn = true;
                Steps(BuildTarget.StandaloneLinux64);
                Check.That(Debug.Warnings.Count == 1 && Debug.Warnings[0].Contains("Keys.asset:1"), "the warning");
            });
        }

        private static void LargeScene()
        {
            InProject(delegate (string project)
            {
                string line = "  m_Keyframes: {serializedVersion: 3, time: 0.0123456, value: 1.0e-05, inSlope: 0, guid: 0123456789abcdef0123456789abcdef}\n";
                System.Text.StringBuilder text = new System.Text.StringBuilder("%YAML 1.1\n");
                while (text.Length < 48 << 20) text.Append(line);
                string file = Path.Combine(project, "Assets/Scenes/Large.unity");
                File.WriteAllText(file, text.ToString());
                System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
                int sum = 0;
                byte[] bytes = File.ReadAllBytes(file);
                for (int index = 0; index < bytes.Length; index++) sum += bytes[index];
                double loop = watch.Elapsed.TotalMilliseconds;
                watch.Restart();
                KeyScan scan = new KeyScan(Key).Folders(Path.Combine(project, "Assets"));
                double took = watch.Elapsed.TotalMilliseconds;
                Console.WriteLine("     a scene of 48 MB: " + took.ToString("0") + " ms, a plain loop over its bytes: " + loop.ToString("0") + " ms");
                Check.That(scan.Keys.Count == 0 && sum != 0, "it has no key");
                Check.That(took < 4 * loop, took + " ms for the search, " + loop + " for a loop");
            });
        }

        private static void MissingLibrary()
        {
            InProject(delegate (string project)
            {
                PluginImporter.Plugins.Clear();
                foreach (BuildTarget target in new[] { BuildTarget.Android, BuildTarget.WebGL, BuildTarget.StandaloneWindows64 })
                {
                    BuildSettings.instance.AllowMissingLibrary = false;
                    BuildFailedException why = Check.Throws<BuildFailedException>(delegate { Steps(target); }, "a missing library");
                    Check.That(why.Message.Contains("Allow a missing library"), why.Message);
                    BuildSettings.instance.AllowMissingLibrary = true;
                    Debug.Warnings.Clear();
                    Steps(target);
                    Check.Same(1, Debug.Warnings.Count, "warnings");
                }
            });
        }

        private static void Architectures()
        {
            InProject(delegate (string project)
            {
                Steps(BuildTarget.Android);
                PlayerSettings.Android.targetArchitectures = AndroidArchitecture.ARMv7 | AndroidArchitecture.ARM64;
                BuildFailedException why = Check.Throws<BuildFailedException>(delegate { Steps(BuildTarget.Android); }, "ARMv7 without a library");
                Check.That(why.Message.Contains("ARMv7, and the native library is there for ARM64"), why.Message);
                PluginImporter.Plugins[BuildTarget.Android] += ";Packages/com.convai.native/Plugins/android-armv7/libconvai.so";
                Steps(BuildTarget.Android);
                PlayerSettings.Android.targetArchitectures |= AndroidArchitecture.X86_64;
                why = Check.Throws<BuildFailedException>(delegate { Steps(BuildTarget.Android); }, "X86_64 without a library");
                Check.That(why.Message.Contains("X86_64"), why.Message);
            });
        }

        private static void Simulator()
        {
            InProject(delegate (string project)
            {
                Steps(BuildTarget.iOS);
                PlayerSettings.iOS.sdkVersion = iOSSdkVersion.SimulatorSDK;
                BuildFailedException why = Check.Throws<BuildFailedException>(delegate { Steps(BuildTarget.iOS); }, "the simulator");
                Check.That(why.Message.Contains("Device SDK"), why.Message);
            });
        }

        /// <summary>Builds, and returns whether the Android library with the permission is part of the build.</summary>
        private static bool AsksOnAndroid()
        {
            PluginImporter library = new PluginImporter { assetPath = "Packages/com.convai.native/Plugins/Android/" + MicrophoneBuild.AndroidLibrary };
            PluginImporter.StubAll.Add(library);
            MicrophoneBuild.Connect();
            PluginImporter.StubAll.Clear();
            Steps(BuildTarget.Android);
            return library.StubIncluded(library.assetPath);
        }

        private static void Microphone()
        {
            foreach (string path in new[] { "Assets/Scenes/Talk.unity", "Assets/Talk.prefab", "Assets/Scripts/Talk.cs", "Assets/Binary.unity" })
                InProject(delegate (string project)
                {
                    string text = path.EndsWith(".cs", StringComparison.Ordinal) ? "GetComponent<ConvaiNativeMicrophone>();"
                        : path.Contains("Binary") ? "\0\0binary" : "%YAML 1.1\n  m_Script: {fileID: 11500000, guid: " + MicrophoneBuild.ScriptGuid + ", type: 3}\n";
                    Plant(project, path, text);
                    Check.That(AsksOnAndroid(), path + ": RECORD_AUDIO");
                    Steps(BuildTarget.iOS);
                    Check.Same(BuildSettings.DefaultUsage, PlayerSettings.iOS.microphoneUsageDescription, "the question on iOS");
                    Check.That(!AssetDatabase.StubPlayerSettings.StubValues.ContainsValue(false), "the audio session");
                    Check.Same(3, Debug.Infos.Count, "lines in the console");
                    PlayerSettings.macOS.microphoneUsageDescription = "Mine.";
                    Steps(BuildTarget.StandaloneOSX);
                    Check.Same("Mine.", PlayerSettings.macOS.microphoneUsageDescription, "a question that is set already");
                    PlayerSettings.macOS.microphoneUsageDescription = "";
                    BuildSettings.instance.MicrophoneUsage = "Speak to Pell.";
                    Steps(BuildTarget.StandaloneOSX);
                    Check.Same("Speak to Pell.", PlayerSettings.macOS.microphoneUsageDescription, "the question on macOS");
                    Debug.Infos.Clear();
                });
            string meta = File.ReadAllText(Path.Combine(Environment.GetEnvironmentVariable("CONVAI_UNITY_PACKAGE"), "Runtime/Components/ConvaiNativeMicrophone.cs.meta"));
            Check.That(meta.Contains("guid: " + MicrophoneBuild.ScriptGuid), "the guid of the component");
        }

        private static void NoMicrophone()
        {
            InProject(delegate (string project)
            {
                Check.That(!AsksOnAndroid(), "RECORD_AUDIO");
                Steps(BuildTarget.iOS);
                Steps(BuildTarget.StandaloneOSX);
                Check.Same("", PlayerSettings.iOS.microphoneUsageDescription + PlayerSettings.macOS.microphoneUsageDescription, "the questions");
                Check.That(!AssetDatabase.StubPlayerSettings.StubValues.ContainsValue(true) && Debug.Infos.Count == 0, "the audio session");
            });
        }

        private static void MicrophoneSetting()
        {
            InProject(delegate (string project)
            {
                BuildSettings.instance.Microphone = MicrophoneUse.Always;
                Check.That(AsksOnAndroid(), "always");
                Plant(project, "Assets/Scripts/Talk.cs", "GetComponent<ConvaiNativeMicrophone>();");
                BuildSettings.instance.Microphone = MicrophoneUse.Never;
                Check.That(!AsksOnAndroid(), "never");
            });
        }

        private static void SettingsPage()
        {
            Defaults();
            SettingsProvider page = ConvaiNativeSettingsProvider.Create();
            int saves = BuildSettings.StubSaves;
            page.OnGUI("");
            Check.Same(saves, BuildSettings.StubSaves, "saves without a change");
            StubGui.Pressed.Add("Allow a missing library");
            StubGui.Pressed.Add("Only warn of API keys");
            page.OnGUI("");
            StubGui.Pressed.Clear();
            Check.That(BuildSettings.instance.AllowMissingLibrary && BuildSettings.instance.KeysOnlyWarn && BuildSettings.StubSaves > saves, "the settings");
            Defaults();
        }
    }
}
