using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace ConvaiNative.Tests
{
    /// <summary>
    /// Runs the tests one after the other and prints "ok", "FAIL" or "n/a" for each. An argument selects tests by a part of their name.
    /// </summary>
    /// <remarks>
    /// The tests do not use NUnit. Debian, PyPI and npm have neither NUnit 3 nor NUnitLite. Debian 12 has NUnit 2.6.4 of 2014, which is
    /// no longer maintained. It runs on Mono, but it runs TearDown on the thread of the test. After each test this program requires
    /// that finalizers have freed all native objects. That needs a thread that has ended, because the garbage collector treats all
    /// values on a stack as references.
    /// </remarks>
    internal static class Program
    {
        internal static Emulator Emulator;

        private static readonly List<KeyValuePair<string, Action>> Tests = new List<KeyValuePair<string, Action>>();
        private static readonly List<string> NotRun = new List<string>();

        internal static void Add(string name, Action test)
        {
            Tests.Add(new KeyValuePair<string, Action>(name, test));
        }

        /// <summary>A test that does not apply to this system or runtime. Its reason is printed, and it is counted.</summary>
        internal static void NotApplicable(string name, string reason)
        {
            NotRun.Add(name + ": " + reason);
        }

        private static int Main(string[] arguments)
        {
            // Console.OutputEncoding fails on Windows where the process has no console.
            Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true });
            if (arguments.Length == 1 && arguments[0] == "--load") return LibraryTests.Load();
            if (arguments.Length == 2 && arguments[0] == "--leave") return LifetimeTests.Leave(arguments[1]);
            if (arguments.Length == 2 && arguments[0] == "--close") return CloseTests.Close(arguments[1]);
            if (arguments.Length == 2 && arguments[0] == "--dispose") return CloseTests.Leave(arguments[1]);
            LibraryTests.List();
            MarshallingTests.List();
            EndpointTests.List();
            ListTests.List();
            SceneTests.List();
            ServiceTests.List();
            TokenTests.List();
            ConversationTests.List();
            ErrorTests.List();
            TextTests.List();
            PcmTests.List();
#if NETSTANDARD2_1
            SpanTests.List();
            AsyncDisposalTests.List();
#endif
            AudioTests.List();
            TurnTests.List();
            ProgressTests.List();
            PieceTests.List();
            PieceStreamTests.List();
            ListeningTests.List();
            PlaybackTests.List();
            PlaybackTurnTests.List();
            OptionTests.List();
            QueueTests.List();
            TrustTests.List();
            CancelTests.List();
            CloseTests.List();
            ContextTests.List();
            LifetimeTests.List();
            DomainTests.List();
            LogTests.List();
            CostTests.List();
            foreach (string test in NotRun)
                if (arguments.Length == 0 || test.Contains(arguments[0])) Console.WriteLine("n/a  " + test);
            int failed = 0;
            using (Emulator = new Emulator())
                foreach (KeyValuePair<string, Action> test in Tests)
                    if (arguments.Length == 0 || test.Key.Contains(arguments[0]))
                        failed += Run(test.Key, test.Value) ? 0 : 1;
            return failed == 0 ? 0 : 1;
        }

        /// <summary>Whether the runtime is Mono. The other runtime of the suite is CoreCLR.</summary>
        internal static readonly bool OnMono = Type.GetType("Mono.Runtime") != null;

        internal static readonly bool OnWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        /// <summary>This program as another process, which the caller starts, on the same runtime.</summary>
        /// <param name="arguments">The arguments.</param>
        /// <param name="program">A copy of this program. Null for this program itself.</param>
        internal static ProcessStartInfo Again(string arguments, string program = null)
        {
            string command = "\"" + (program ?? typeof(Program).Assembly.Location) + "\" " + arguments;
            ProcessStartInfo start = OnMono
                ? new ProcessStartInfo("mono", command)
                : new ProcessStartInfo(Process.GetCurrentProcess().MainModule.FileName, "exec " + command);
            start.UseShellExecute = false;
            return start;
        }

        private static bool Run(string name, Action test)
        {
            Stopwatch watch = Stopwatch.StartNew();
            // After each test, the finalizers must free all native objects. See Check.NothingLeft for the threads.
            Exception failure = Check.OnItsOwnThread(delegate
            {
                Emulator.Reset();
                test();
            });
            if (failure == null) failure = Check.OnItsOwnThread(Check.NothingLeft);
            Console.WriteLine(failure == null
                ? "ok   " + name + " (" + watch.ElapsedMilliseconds + " ms)"
                : "FAIL " + name + ": " + (failure is CheckFailed ? failure.Message : failure.ToString()));
            return failure == null;
        }
    }
}
