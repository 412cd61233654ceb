// A stub of Unity's test framework for tests on Mono. Not Unity.
using System;

namespace UnityEngine.TestTools
{
    /// <summary>Marks a test that is a coroutine. Each yielded null waits for one frame.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public class UnityTestAttribute : Attribute
    {
    }
}
