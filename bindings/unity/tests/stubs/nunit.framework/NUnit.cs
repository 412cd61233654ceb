// A stub of NUnit for tests on Mono. Not NUnit.
using System;

namespace NUnit.Framework
{
    [AttributeUsage(AttributeTargets.Method)]
    public class TestAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public class SetUpAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public class TearDownAttribute : Attribute
    {
    }

    public class AssertionException : Exception
    {
        public AssertionException(string message) : base(message)
        {
        }
    }

    public delegate void TestDelegate();

    public static class Assert
    {
        public static void IsTrue(bool holds, string what = "true was expected")
        {
            if (!holds) throw new AssertionException(what);
        }

        public static void IsFalse(bool holds, string what = "false was expected")
        {
            IsTrue(!holds, what);
        }

        public static void IsNull(object value, string what = "null was expected")
        {
            IsTrue(value == null, what);
        }

        public static void IsNotNull(object value, string what = "something was expected")
        {
            IsTrue(value != null, what);
        }

        public static void AreEqual(object wanted, object got, string what = "")
        {
            IsTrue(Equals(wanted, got), what + " wanted <" + wanted + ">, got <" + got + ">");
        }

        public static void Greater(int larger, int smaller, string what = "")
        {
            IsTrue(larger > smaller, what + " " + larger + " is not greater than " + smaller);
        }

        public static T Throws<T>(TestDelegate code) where T : Exception
        {
            try
            {
                code();
            }
            catch (T expected)
            {
                return expected;
            }
            throw new AssertionException("no " + typeof(T).Name);
        }

        public static void Fail(string what)
        {
            throw new AssertionException(what);
        }
    }
}
