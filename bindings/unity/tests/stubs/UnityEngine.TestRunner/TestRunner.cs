// A stub of Unity's test framework for tests on Mono. Not Unity.
using System;

namespace UnityEngine.TestTools
{
    /// <summary>A test that is a coroutine: each yield of null is a frame.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public class UnityTestAttribute : Attribute
    {
    }
}
