// A stub of UnityEditor for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using System.Reflection;

namespace UnityEditor
{
    /// <summary>What the process of the editor remembers. It outlives a reload of code: tests hand it to the next domain.</summary>
    public sealed class StubSession : MarshalByRefObject
    {
        private readonly Dictionary<string, string> values = new Dictionary<string, string>();

        public string Get(string key)
        {
            string value;
            return values.TryGetValue(key, out value) ? value : null;
        }

        public void Set(string key, string value)
        {
            if (value == null) values.Remove(key);
            else values[key] = value;
        }

        public void Clear()
        {
            values.Clear();
        }
    }

    public class SessionState
    {
        /// <summary>Controls the stub.</summary>
        public static StubSession Stub { get; set; } = new StubSession();

        public static void SetInt(string key, int value)
        {
            Stub.Set(key, value.ToString());
        }

        public static int GetInt(string key, int defaultValue)
        {
            string value = Stub.Get(key);
            return value == null ? defaultValue : int.Parse(value);
        }

        public static void EraseInt(string key)
        {
            Stub.Set(key, null);
        }

        public static void SetString(string key, string value)
        {
            Stub.Set(key, value);
        }

        public static string GetString(string key, string defaultValue)
        {
            return Stub.Get(key) ?? defaultValue;
        }

        public static void EraseString(string key)
        {
            Stub.Set(key, null);
        }
    }

    /// <summary>The settings of a user for a project, which outlive the editor.</summary>
    public sealed class EditorUserSettings : UnityEngine.Object
    {
        private static readonly Dictionary<string, string> Values = new Dictionary<string, string>();

        public static string GetConfigValue(string name)
        {
            string value;
            return Values.TryGetValue(name, out value) ? value : "";
        }

        public static void SetConfigValue(string name, string value)
        {
            Values[name] = value;
        }

        /// <summary>Controls the stub: forgets all settings.</summary>
        public static void StubClear()
        {
            Values.Clear();
        }
    }
}

namespace UnityEditor.PackageManager
{
    public class PackageInfo
    {
        /// <summary>Controls the stub: the folder of the package. Null if the assembly is of no package.</summary>
        public static string StubPath { get; set; }

        public string resolvedPath { get; internal set; }

        public static PackageInfo FindForAssembly(Assembly assembly)
        {
            return StubPath == null ? null : new PackageInfo { resolvedPath = StubPath };
        }
    }
}
