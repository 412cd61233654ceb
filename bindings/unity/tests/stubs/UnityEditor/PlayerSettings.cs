// A stub of UnityEditor for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityEditor
{
    public enum AndroidArchitecture : uint
    {
        None = 0,
        ARMv7 = 1,
        ARM64 = 2,
        X86_64 = 8
    }

    public enum iOSSdkVersion
    {
        DeviceSDK = 988,
        SimulatorSDK = 989
    }

    public sealed class PlayerSettings : UnityEngine.Object
    {
        /// <summary>Controls the stub: sets what a new project has.</summary>
        public static void StubReset()
        {
            Android.targetArchitectures = AndroidArchitecture.ARM64;
            iOS.sdkVersion = iOSSdkVersion.DeviceSDK;
            iOS.microphoneUsageDescription = macOS.microphoneUsageDescription = "";
            AssetDatabase.StubPlayerSettings.StubValues.Clear();
            foreach (string name in new[] { "Prepare IOS For Recording", "Force IOS Speakers When Recording" }) AssetDatabase.StubPlayerSettings.StubValues[name] = false;
        }

        public class Android
        {
            public static AndroidArchitecture targetArchitectures { get; set; }
        }

        public class iOS
        {
            public static iOSSdkVersion sdkVersion { get; set; }

            public static string microphoneUsageDescription { get; set; }
        }

        public class macOS
        {
            public static string microphoneUsageDescription { get; set; }
        }
    }

    /// <summary>Controls the stub: the serialized fields of an asset.</summary>
    public sealed class StubAsset : UnityEngine.Object
    {
        public readonly Dictionary<string, bool> StubValues = new Dictionary<string, bool>();
    }

    public partial class AssetDatabase
    {
        public static readonly StubAsset StubPlayerSettings = new StubAsset();

        public static UnityEngine.Object[] LoadAllAssetsAtPath(string assetPath)
        {
            return assetPath == "ProjectSettings/ProjectSettings.asset" ? new UnityEngine.Object[] { StubPlayerSettings } : new UnityEngine.Object[0];
        }

        /// <summary>The stub has the filter "t:Type" alone. The path stands for the guid.</summary>
        public static string[] FindAssets(string filter)
        {
            List<string> found = new List<string>();
            foreach (KeyValuePair<string, UnityEngine.Object> each in StubAssets)
                if (filter == "t:" + each.Value.GetType().Name) found.Add(each.Key);
            return found.ToArray();
        }

        public static string GUIDToAssetPath(string guid)
        {
            return guid;
        }
    }

    public class SerializedObject : IDisposable
    {
        private readonly StubAsset asset;
        private readonly Dictionary<string, SerializedProperty> found = new Dictionary<string, SerializedProperty>();

        public SerializedObject(UnityEngine.Object obj)
        {
            asset = (StubAsset)obj;
        }

        public SerializedProperty FindProperty(string propertyPath)
        {
            if (!asset.StubValues.ContainsKey(propertyPath)) return null;
            return found[propertyPath] = new SerializedProperty(SerializedPropertyType.Integer) { boolValue = asset.StubValues[propertyPath] };
        }

        public bool ApplyModifiedPropertiesWithoutUndo()
        {
            foreach (KeyValuePair<string, SerializedProperty> each in found) asset.StubValues[each.Key] = each.Value.boolValue;
            return true;
        }

        public void Dispose()
        {
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public class FilePathAttribute : Attribute
    {
        public enum Location
        {
            PreferencesFolder,
            ProjectFolder
        }

        public FilePathAttribute(string relativePath, Location location)
        {
        }
    }

    public class ScriptableSingleton<T> : ScriptableObject where T : ScriptableObject
    {
        private static T made;

        public static T instance
        {
            get { return made ?? (made = (T)Activator.CreateInstance(typeof(T), true)); }
        }

        /// <summary>Controls the stub: forgets what was set.</summary>
        public static void StubForget()
        {
            made = null;
        }

        /// <summary>How often the settings were written to their file.</summary>
        public static int StubSaves { get; private set; }

        protected virtual void Save(bool saveAsText)
        {
            StubSaves++;
        }
    }
}
