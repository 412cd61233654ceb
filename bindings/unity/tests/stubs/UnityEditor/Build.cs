// A stub of UnityEditor for tests on Mono. Not Unity.
using System;
using UnityEngine;

namespace UnityEditor.Build
{
    public interface IOrderedCallback
    {
        int callbackOrder { get; }
    }

    public interface IPreprocessBuildWithReport : IOrderedCallback
    {
        void OnPreprocessBuild(Reporting.BuildReport report);
    }

    public class BuildFailedException : Exception
    {
        public BuildFailedException(string message) : base(message)
        {
        }
    }
}

namespace UnityEditor.Build.Reporting
{
    public struct BuildSummary
    {
        internal BuildSummary(BuildTarget platform) : this()
        {
            this.platform = platform;
        }

        public BuildTarget platform { get; private set; }
    }

    public sealed class BuildReport : UnityEngine.Object
    {
        [StubControl]
        public BuildReport(BuildTarget platform)
        {
            summary = new BuildSummary(platform);
        }

        public BuildSummary summary { get; private set; }
    }
}
