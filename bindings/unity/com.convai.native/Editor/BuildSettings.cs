using System.Collections.Generic;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>Whether a build asks for the microphone.</summary>
    internal enum MicrophoneUse
    {
        /// <summary>If a scene, a prefab or code of the project uses it.</summary>
        Automatic,

        /// <summary>Always.</summary>
        Always,

        /// <summary>Never.</summary>
        Never
    }

    /// <summary>What the package checks and sets before a build. It is part of the project: ProjectSettings/ConvaiNative.asset.</summary>
    [FilePath("ProjectSettings/ConvaiNative.asset", FilePathAttribute.Location.ProjectFolder)]
    internal sealed class BuildSettings : ScriptableSingleton<BuildSettings>
    {
        internal const string DefaultUsage = "The characters of this game hear what you say.";

        [SerializeField]
        private bool allowMissingLibrary;

        [SerializeField]
        private bool keysOnlyWarn;

        [SerializeField]
        private List<string> ignoredFiles = new List<string>();

        [SerializeField]
        private MicrophoneUse microphone;

        [SerializeField]
        private string microphoneUsage = DefaultUsage;

        /// <summary>Whether a build for a target without a native library only logs a warning.</summary>
        internal bool AllowMissingLibrary
        {
            get { return allowMissingLibrary; }
            set { allowMissingLibrary = value; }
        }

        /// <summary>Whether a file with an API key only logs a warning.</summary>
        internal bool KeysOnlyWarn
        {
            get { return keysOnlyWarn; }
            set { keysOnlyWarn = value; }
        }

        /// <summary>The files and folders in which no keys are searched, as the ends of their paths.</summary>
        internal List<string> IgnoredFiles
        {
            get { return ignoredFiles; }
        }

        /// <summary>Whether a build asks for the microphone.</summary>
        internal MicrophoneUse Microphone
        {
            get { return microphone; }
            set { microphone = value; }
        }

        /// <summary>What iOS and macOS tell the player when they ask for the microphone.</summary>
        internal string MicrophoneUsage
        {
            get { return microphoneUsage; }
            set { microphoneUsage = value; }
        }

        internal void Store()
        {
            Save(true);
        }
    }
}
