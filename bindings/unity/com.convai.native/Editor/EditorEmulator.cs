using System;
using System.IO;
using ConvaiNative.Components;
using UnityEditor;
using UnityEditor.PackageManager;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>When play mode and the windows of this editor use the emulator.</summary>
    internal enum EmulatorUse
    {
        /// <summary>While the editor has no API key.</summary>
        WithoutKey,

        /// <summary>Also with an API key, for work without the network and without quota.</summary>
        Always,

        /// <summary>Never.</summary>
        Never
    }

    /// <summary>
    /// The emulator of the service, as a process beside this editor. It is started when it is needed, and ends with the editor. A
    /// reload of code does not end it: its process and its address are in the state of the editor's session.
    /// </summary>
    [InitializeOnLoad]
    internal static class EditorEmulator
    {
        /// <summary>A public character of the emulator, so that a new object has someone to be.</summary>
        internal const string Character = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

        private const string IdState = "ConvaiNative.Emulator.Process";
        private const string AddressState = "ConvaiNative.Emulator.Address";
        private const string UseSetting = "ConvaiNative.Emulator.Use";

        static EditorEmulator()
        {
            ConvaiNativeKey.EditorConnection = Complete;
            EditorApplication.quitting += Stop;
        }

        /// <summary>When the emulator is used. The setting is of this project and of this machine.</summary>
        internal static EmulatorUse Use
        {
            get
            {
                EmulatorUse use;
                return Enum.TryParse(EditorUserSettings.GetConfigValue(UseSetting), out use) ? use : EmulatorUse.WithoutKey;
            }
            set { EditorUserSettings.SetConfigValue(UseSetting, value.ToString()); }
        }

        /// <summary>The address of the running emulator. Null if it does not run.</summary>
        internal static string Address
        {
            get
            {
                string address = SessionState.GetString(AddressState, "");
                return address.Length > 0 && EmulatorProcess.Runs(SessionState.GetInt(IdState, 0)) ? address : null;
            }
        }

        /// <summary>The program: the environment variable CONVAI_EMULATOR, else the one in the package. Null if there is none for this system.</summary>
        internal static string Program
        {
            get
            {
                string given = Environment.GetEnvironmentVariable("CONVAI_EMULATOR");
                if (!string.IsNullOrEmpty(given)) return given;
                PackageInfo package = PackageInfo.FindForAssembly(typeof(EditorEmulator).Assembly);
                if (package == null) return null;
                string path = Path.Combine(package.resolvedPath, "Emulator~", System());
                return File.Exists(path) ? path : null;
            }
        }

        /// <summary>Whether a client that nothing else is configured for uses the emulator.</summary>
        internal static bool IsWanted
        {
            get { return Wanted(new ConvaiNativeClientOptions { ApiKey = EditorKey.InUse() }) && (Program != null || Address != null); }
        }

        /// <summary>Starts the emulator if it does not run.</summary>
        /// <returns>Its address.</returns>
        /// <exception cref="InvalidOperationException">It cannot be started. The message says what to do.</exception>
        internal static string Start()
        {
            string address = Address;
            if (address != null) return address;
            string program = Program;
            if (program == null) throw new InvalidOperationException("The package has no emulator for this system. Build convai-emulator from the sources, and set the environment variable CONVAI_EMULATOR to its path before the editor starts.");
            int id = EmulatorProcess.Start(program, Path.Combine(Directory.GetParent(Application.dataPath).FullName, "Library", "ConvaiNative"), out address);
            SessionState.SetInt(IdState, id);
            SessionState.SetString(AddressState, address);
            return address;
        }

        /// <summary>Ends the emulator. Does nothing if it does not run.</summary>
        internal static void Stop()
        {
            EmulatorProcess.Stop(SessionState.GetInt(IdState, 0));
            SessionState.EraseInt(IdState);
            SessionState.EraseString(AddressState);
        }

        /// <summary>Lets a client use the emulator, and starts it, unless its options or the environment name a server.</summary>
        internal static void Complete(ConvaiNativeClientOptions options)
        {
            if (!Wanted(options) || Address == null && Program == null) return;
            bool isNew = Address == null;
            try
            {
                options.BaseUrl = Start();
            }
            catch (InvalidOperationException refused)
            {
                Debug.LogWarning("Convai Native: " + refused.Message);
                return;
            }
            options.AuthToken = null;
            options.ApiKey = "emulator";
            options.Proxy = "direct";
            if (isNew) Debug.Log("Convai Native: this editor talks to the emulator of the service at " + options.BaseUrl + ". See Window > Convai Native > First Steps.");
        }

        private static bool Wanted(ConvaiNativeClientOptions options)
        {
            EmulatorUse use = Use;
            if (use == EmulatorUse.Never || !string.IsNullOrEmpty(options.BaseUrl) || IsSet("CONVAI_BASE_URL")) return false;
            return use == EmulatorUse.Always || string.IsNullOrEmpty(options.ApiKey) && string.IsNullOrEmpty(options.AuthToken) && !IsSet("CONVAI_API_KEY");
        }

        private static bool IsSet(string variable)
        {
            return !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
        }

        /// <summary>The folder and the file of the program for the system of this editor.</summary>
        private static string System()
        {
            switch (Application.platform)
            {
                case RuntimePlatform.WindowsEditor: return Path.Combine("windows-x86_64", EmulatorProcess.Name + ".exe");
                case RuntimePlatform.OSXEditor: return Path.Combine("macos-universal", EmulatorProcess.Name);
                default: return Path.Combine("linux-x86_64", EmulatorProcess.Name);
            }
        }
    }
}
