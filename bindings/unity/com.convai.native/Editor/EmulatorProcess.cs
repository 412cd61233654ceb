using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace ConvaiNative.Editor
{
    /// <summary>Starts and finds the program convai-emulator. Does not use the engine.</summary>
    internal static class EmulatorProcess
    {
        internal const string Name = "convai-emulator";

        /// <summary>How long to wait for the address. A program that was never run before may be checked by the system first.</summary>
        private const int StartMilliseconds = 15000;

        /// <summary>Starts the program. It ends by itself when this process has ended.</summary>
        /// <param name="program">The path of the program.</param>
        /// <param name="folder">A folder of the project that is in no repository. The emulator keeps its characters there.</param>
        /// <param name="address">The address of the emulator.</param>
        /// <returns>The id of the process.</returns>
        /// <exception cref="InvalidOperationException">It cannot be started. The message says why, and what to do.</exception>
        internal static int Start(string program, string folder, out string address)
        {
            Directory.CreateDirectory(folder);
            string options = "--exit-with-parent --state \"" + Path.Combine(folder, "emulator.json") + "\"";
            Process started = Begin(program, options);
            string copy = started == null ? Executable(program, folder) : null;
            if (copy != null) started = Begin(copy, options);
            if (started == null) throw new InvalidOperationException("The system refuses to run the emulator " + program + ". Allow it to be run, or start an emulator of your own and enter its address as Base Url in the settings.");
            using (started)
            {
                Task<string> first = started.StandardOutput.ReadLineAsync();
                string line = first.Wait(StartMilliseconds) ? first.Result : null;
                int at = line == null ? -1 : line.IndexOf("http", StringComparison.Ordinal);
                if (at < 0)
                {
                    Kill(started);
                    throw new InvalidOperationException("The emulator " + program + " did not print its address. Run it in a terminal to see why.");
                }
                address = line.Substring(at).Trim();
                return started.Id;
            }
        }

        /// <summary>Whether a process of this id is an emulator that runs.</summary>
        internal static bool Runs(int id)
        {
            using (Process found = Find(id)) return found != null;
        }

        /// <summary>Ends an emulator. Does nothing if it has ended, or if another program has its id by now.</summary>
        internal static void Stop(int id)
        {
            using (Process found = Find(id))
                if (found != null) Kill(found);
        }

        private static Process Find(int id)
        {
            try
            {
                Process found = Process.GetProcessById(id);
                if (!found.HasExited && found.ProcessName.StartsWith(Name, StringComparison.OrdinalIgnoreCase)) return found;
                found.Dispose();
            }
            catch (Exception gone) when (gone is ArgumentException || gone is InvalidOperationException || gone is Win32Exception)
            {
                // There is no such process, or it ended meanwhile.
            }
            return null;
        }

        private static void Kill(Process process)
        {
            try
            {
                process.Kill();
                process.WaitForExit(1000);
            }
            catch (Exception gone) when (gone is InvalidOperationException || gone is Win32Exception)
            {
                // It ended meanwhile.
            }
        }

        /// <summary>Null if the system does not run the program.</summary>
        private static Process Begin(string program, string options)
        {
            try
            {
                return Process.Start(new ProcessStartInfo(program, options) { UseShellExecute = false, CreateNoWindow = true, RedirectStandardOutput = true });
            }
            catch (Win32Exception)
            {
                return null;
            }
        }

        /// <summary>A copy of the program with its run bit, for packages whose archive or file system has lost it. Null if it cannot be copied.</summary>
        private static string Executable(string program, string folder)
        {
            string copy = Path.Combine(folder, Path.GetFileName(program));
            try
            {
                File.Copy(program, copy, true);
            }
            catch (Exception refused) when (refused is IOException || refused is UnauthorizedAccessException)
            {
                return null;
            }
            if (Path.DirectorySeparatorChar == '\\') return copy;
            using (Process change = Begin("/bin/chmod", "755 \"" + copy + "\""))
                if (change != null) change.WaitForExit();
            return copy;
        }
    }
}
