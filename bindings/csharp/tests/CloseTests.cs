using System;
using System.Diagnostics;
using System.IO;
using System.IO.Pipes;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>Closing a client within a given time, and the handle with which an event loop waits for finished calls.</summary>
    internal static class CloseTests
    {
        private const string WindowsPipes = @"\\.\pipe\";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("close: it ends all calls, and further calls fail with Closed", EndsCalls);
            Program.Add("close: with a background pump, every task has completed when it returns", WithBackgroundPump);
            Program.Add("close: it returns false while a thread hangs in the operating system, and Dispose does not wait again", Hanging);
            Program.Add("close: DisposeAsync cancels the calls and does not wait for a thread that hangs", DisposedAsync);
            Program.Add("wake handle: it is readable exactly while a finished call waits", Readable);
        }

        private static void EndsCalls()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                Emulator.Fault("{\"hang\":true,\"count\":0}");
                Task<Reply> running = talk.SayAsync("Hello");
                Task<Reply> waiting = talk.SayAsync("and on");
                Check.Until(delegate { return Emulator.Received() == 1; }, "the request is running");
                Check.Throws<ArgumentOutOfRangeException>(delegate { client.Close(TimeSpan.FromSeconds(-1)); }, "a time below 0");
                Check.That(!running.IsCompleted, "a wrong time closes nothing");
                Check.That(client.Close(TimeSpan.FromMilliseconds(Check.Patience)), "the threads have ended");
                Check.That(running.IsCanceled && waiting.IsCanceled, "both tasks are cancelled when Close returns");
                Check.Same(0, client.Pending, "pending");
                Check.Same(ConvaiNativeErrorCode.Closed, Check.Throws<ConvaiNativeException>(delegate { client.Characters.Get("x"); }, "a late call").Code, "code");
                Check.That(client.Close(TimeSpan.Zero), "again");
                client.Dispose();
                Check.Throws<ObjectDisposedException>(delegate { client.Close(TimeSpan.Zero); }, "after Dispose");
            }
        }

        private static void WithBackgroundPump()
        {
            for (int round = 0; round < 10; round++)
            {
                Emulator.Reset();
                using (ConvaiNativeClient client = Emulator.Client())
                {
                    Emulator.Fault("{\"hang\":true,\"count\":0}");
                    Task<Character>[] tasks = new Task<Character>[5];
                    for (int index = 0; index < tasks.Length; index++) tasks[index] = client.Characters.GetAsync("x");
                    Check.Until(delegate { return Emulator.Received() == tasks.Length; }, "the requests are running");
                    Check.That(client.Close(TimeSpan.FromMilliseconds(Check.Patience)), "the threads have ended");
                    foreach (Task<Character> task in tasks) Check.That(task.IsCanceled, "the state of a task is " + task.Status);
                }
            }
        }

        private static void Hanging()
        {
            // The times may be wrong once, on a machine that pauses the process. The answers may not.
            string said = null;
            for (int attempt = 0; attempt < 3 && (said == null || said.EndsWith("waits again", StringComparison.Ordinal)); attempt++) said = Hang("--close");
            Check.Same("Close: False, Canceled; Shutdown: True, 0 objects; waits once", said, "output");
        }

        private static void DisposedAsync()
        {
            // A machine that pauses the process makes it look as if DisposeAsync had blocked.
            string said = null;
            for (int attempt = 0; attempt < 3 && (said == null || said.Contains("blocks")); attempt++) said = Hang("--dispose");
            Check.Same("DisposeAsync: Canceled; Shutdown: False, goes on; then RanToCompletion", said, "output");
        }

        private static string Hang(string program)
        {
            string pipe = Pipe();
            // The library reads the file of certificates that this variable names. A pipe without a writer never ends.
            ProcessStartInfo start = Program.Again(program + " \"" + pipe + "\"");
            start.EnvironmentVariables["SSL_CERT_FILE"] = pipe;
            start.EnvironmentVariables.Remove("SSL_CERT_DIR");
            start.RedirectStandardOutput = true;
            using (Process process = Process.Start(start))
            {
                string said = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (!Program.OnWindows) File.Delete(pipe);
                Check.Same(0, process.ExitCode, "exit code: " + said);
                return said.Trim();
            }
        }

        /// <summary>The path of a named pipe. On Windows, the process that writes to it creates it.</summary>
        private static string Pipe()
        {
            if (Program.OnWindows) return WindowsPipes + "convai-certificates-" + Guid.NewGuid();
            string fifo = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "certificates.fifo");
            File.Delete(fifo);
            using (Process make = Process.Start("mkfifo", "\"" + fifo + "\""))
            {
                make.WaitForExit();
                Check.Same(0, make.ExitCode, "mkfifo");
            }
            return fifo;
        }

        /// <summary>The program of the last test. A thread of its client hangs until it writes to the pipe.</summary>
        internal static int Close(string pipe)
        {
            NamedPipeServerStream[] instances;
            ConvaiNativeClient client = HangingClient(pipe, out instances);
            Task<Character> task = client.Characters.GetAsync("x");
            Stopwatch closing = Stopwatch.StartNew();
            bool closed = client.Close(TimeSpan.FromMilliseconds(500));
            closing.Stop();
            Stopwatch disposing = Stopwatch.StartNew();
            client.Dispose();
            disposing.Stop();
            Console.Write("Close: " + closed + ", " + task.Status);
            Write(pipe, instances);
            bool ended = ConvaiNativeLibrary.Shutdown(TimeSpan.FromMilliseconds(Check.Patience));
            Check.Until(delegate { return ConvaiNativeLibrary.LiveObjects == 0; }, "native objects were not freed");
            Console.WriteLine("; Shutdown: " + ended + ", " + ConvaiNativeLibrary.LiveObjects + " objects; " + (disposing.Elapsed < closing.Elapsed ? "waits once" : "waits again"));
            return 0;
        }

        /// <summary>A client with a thread that reads the pipe, until <see cref="Write"/>.</summary>
        private static ConvaiNativeClient HangingClient(string pipe, out NamedPipeServerStream[] instances)
        {
            // On Windows, each opening of the path takes an instance of the pipe, and reading the size of the file opens it, too.
            instances = new NamedPipeServerStream[Program.OnWindows ? 8 : 0];
            for (int index = 0; index < instances.Length; index++)
            {
                instances[index] = new NamedPipeServerStream(pipe.Substring(WindowsPipes.Length), PipeDirection.Out, instances.Length,
                    PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
                instances[index].WaitForConnectionAsync();
            }
            ConvaiNativeClientOptions options = new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = "https://127.0.0.1:1", Proxy = "direct" };
            ConvaiNativeClient client = new ConvaiNativeClient(options);
            // When this call ends, the file is being read.
            CallOptions brief = new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) };
            ConvaiNativeException late = Check.Throws<ConvaiNativeException>(delegate { client.Characters.Get("x", CancellationToken.None, brief); }, "a timeout");
            Check.That(late.Message.Contains("certificate authorities"), late.Message);
            return client;
        }

        private static void Write(string pipe, NamedPipeServerStream[] instances)
        {
            if (!Program.OnWindows) File.WriteAllText(pipe, "no certificates");
            foreach (NamedPipeServerStream instance in instances) instance.Dispose();
        }

        /// <summary>The program of the test of DisposeAsync. It says what holds while a thread of the library hangs, and afterwards.</summary>
        internal static int Leave(string pipe)
        {
            NamedPipeServerStream[] instances;
            ConvaiNativeClient client = HangingClient(pipe, out instances);
            Task<Character> task = client.Characters.GetAsync("x");
            Stopwatch calling = Stopwatch.StartNew();
            Task disposing = client.DisposeAsync().AsTask();
            calling.Stop();
            Console.Write("DisposeAsync: " + task.Status);
            // This waits for the thread as long as it may.
            Stopwatch blocking = Stopwatch.StartNew();
            bool ended = ConvaiNativeLibrary.Shutdown(TimeSpan.FromMilliseconds(500));
            Console.Write("; Shutdown: " + ended + ", " + (calling.Elapsed < blocking.Elapsed ? "goes on" : "blocks"));
            Check.Throws<ObjectDisposedException>(delegate { client.Characters.Get("x"); }, "a late call");
            Write(pipe, instances);
            Check.Ended(disposing);
            ConvaiNativeLibrary.Shutdown(TimeSpan.FromMilliseconds(Check.Patience));
            Check.Until(delegate { return ConvaiNativeLibrary.LiveObjects == 0; }, "native objects were not freed");
            Console.WriteLine("; then " + disposing.Status);
            return 0;
        }

        private static void Readable()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                IntPtr handle = client.WakeHandle;
                Check.Same(handle, client.WakeHandle, "the same handle");
                Check.That(!WakeHandle.IsReadable(handle, 0), "readable without a call");
                for (int round = 0; round < 5; round++)
                {
                    Task<Character> task = client.Characters.GetAsync(Emulator.PublicCharacter);
                    Check.That(WakeHandle.IsReadable(handle, Check.Patience), "not readable after the end of a call");
                    Check.That(!task.IsCompleted, "the task waits for Pump");
                    Check.Same(1, client.Pump(), "completed tasks");
                    Check.Same("Pell the Lamplighter", task.Result.Name, "result");
                    Check.That(!WakeHandle.IsReadable(handle, 0), "readable after Pump");
                }
                client.Close(TimeSpan.FromMilliseconds(Check.Patience));
                Check.That(WakeHandle.IsReadable(handle, Check.Patience), "not readable after Close");
                client.Dispose();
                Check.Throws<ObjectDisposedException>(delegate { client.WakeHandle.ToString(); }, "after Dispose");
            }
        }
    }
}
