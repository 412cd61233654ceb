using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Reflection;
using System.Threading;
using ConvaiNative.Components;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.TestTools;
using Debug = UnityEngine.Debug;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>
    /// Runs the tests of the package, as Unity's test runner does, and then the tests that control the stubs of the engine. Prints
    /// "ok" or "FAIL" for each. After each test no native object may be left. An argument selects tests by a part of their name.
    /// </summary>
    internal static class Program
    {
        internal static Emulator Emulator;

        /// <summary>The assemblies whose hooks the stubs of the engine and the editor call.</summary>
        internal static readonly Assembly[] Package = { typeof(ConvaiNativeBehaviour).Assembly, typeof(Editor.KeyScan).Assembly };

        private static readonly List<KeyValuePair<string, Func<IEnumerator>>> Tests = new List<KeyValuePair<string, Func<IEnumerator>>>();

        /// <summary>The names of all tests.</summary>
        internal static List<string> Names
        {
            get { return Tests.ConvertAll(delegate (KeyValuePair<string, Func<IEnumerator>> test) { return test.Key; }); }
        }

        internal static void Add(string name, Action test)
        {
            Add(name, delegate { return Once(test); });
        }

        internal static void Add(string name, Func<IEnumerator> test)
        {
            Tests.Add(new KeyValuePair<string, Func<IEnumerator>>(name, test));
        }

        private static int Main(string[] arguments)
        {
            Console.OutputEncoding = new System.Text.UTF8Encoding(false);
            // Not the keys of who runs the tests.
            Editor.EditorKey.Folder = System.IO.Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "keys");
            if (arguments.Length == 1 && arguments[0] == "--stubs")
            {
                foreach (string line in ReferenceTests.Stubs()) Console.WriteLine(line);
                return 0;
            }
            if (arguments.Length == 1 && arguments[0] == "--bare") return Bare.Run();
            if (arguments.Length == 2 && arguments[0] == "--other") return Bare.RunOther(arguments[1]);
            ListFixtures(typeof(Tests.CharacterTests).Assembly);
            ListFixtures(typeof(Tests.KeyScanTests).Assembly);
            StandInTests.List();
            ReferenceTests.List();
            ProjectTests.List();
            ListenerTests.List();
            GenerationTests.List();
            CredentialTests.List();
            PumpTests.List();
            EndTests.List();
            MicrophoneTests.List();
            ListeningTests.List();
            AudioTests.List();
            VoiceTests.List();
            DeviceTests.List();
            StreamTests.List();
            VoiceCostTests.List();
            TurnTests.List();
            SceneTests.List();
            SettingTests.List();
            EditorTests.List();
            EmulatorTests.List();
            FirstStepsTests.List();
            ChatPanelTests.List();
            GameplayTests.List();
            AccountTests.List();
            WalkTests.List();
            BuildTests.List();
            SampleTests.List();
            DomainTests.List();
            CostTests.List();
            foreach (Assembly assembly in Package) UnityEditor.StubEditor.Load(assembly);
            int failed = 0;
            using (Emulator = new Emulator())
            {
                Environment.SetEnvironmentVariable("CONVAI_BASE_URL", Emulator.Address);
                foreach (KeyValuePair<string, Func<IEnumerator>> test in Tests)
                    if (arguments.Length == 0 || test.Key.Contains(arguments[0]))
                        failed += Run(test.Key, test.Value) ? 0 : 1;
            }
            return failed == 0 ? 0 : 1;
        }

        private static void ListFixtures(Assembly assembly)
        {
            foreach (Type type in assembly.GetTypes())
                foreach (MethodInfo method in type.GetMethods())
                    if (method.IsDefined(typeof(TestAttribute), false) || method.IsDefined(typeof(UnityTestAttribute), false))
                        Add("package: " + type.Name + "." + method.Name, delegate { return Fixture(type, method); });
        }

        private static IEnumerator Fixture(Type type, MethodInfo method)
        {
            object fixture = Activator.CreateInstance(type);
            Marked(fixture, typeof(SetUpAttribute));
            try
            {
                IEnumerator steps = Call(fixture, method) as IEnumerator;
                if (steps != null) yield return steps;
            }
            finally
            {
                Marked(fixture, typeof(TearDownAttribute));
            }
        }

        private static void Marked(object fixture, Type attribute)
        {
            foreach (MethodInfo method in fixture.GetType().GetMethods())
                if (method.IsDefined(attribute, false)) Call(fixture, method);
        }

        private static object Call(object fixture, MethodInfo method)
        {
            try
            {
                return method.Invoke(fixture, null);
            }
            catch (TargetInvocationException thrown)
            {
                throw thrown.InnerException;
            }
        }

        private static IEnumerator Once(Action test)
        {
            test();
            yield break;
        }

        private static bool Run(string name, Func<IEnumerator> test)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Exception failure = null;
            // Each test has its own main thread, so that no stack references native objects afterwards.
            Thread main = new Thread(delegate ()
            {
                try
                {
                    Emulator.Reset();
                    Game.Begin();
                    Play(test());
                    if (Debug.Errors.Count > 0) throw new CheckFailed("Unity's console has an error: " + Debug.Errors[0]);
                }
                catch (Exception thrown)
                {
                    failure = thrown;
                }
                finally
                {
                    Game.End();
                }
            });
            main.Start();
            main.Join();
            if (failure == null) failure = Check.OnItsOwnThread(Check.NothingLeft);
            Console.WriteLine(failure == null
                ? "ok   " + name + " (" + watch.ElapsedMilliseconds + " ms)"
                : "FAIL " + name + ": " + (failure is CheckFailed || failure is AssertionException ? failure.Message : failure.ToString()));
            return failure == null;
        }

        /// <summary>Runs a coroutine: a yielded null waits for one frame, and a yielded coroutine runs to its end.</summary>
        private static void Play(IEnumerator test)
        {
            Stack<IEnumerator> stack = new Stack<IEnumerator>();
            stack.Push(test);
            try
            {
                while (stack.Count > 0)
                {
                    if (!stack.Peek().MoveNext())
                    {
                        Leave(stack);
                        continue;
                    }
                    IEnumerator inner = stack.Peek().Current as IEnumerator;
                    if (inner != null) stack.Push(inner);
                    else Game.Frame();
                }
            }
            finally
            {
                while (stack.Count > 0) Leave(stack);
            }
        }

        private static void Leave(Stack<IEnumerator> stack)
        {
            IDisposable done = stack.Pop() as IDisposable;
            if (done != null) done.Dispose();
        }
    }
}
