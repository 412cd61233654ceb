using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;

namespace ConvaiNative.Tests
{
    /// <summary>The errors for a native library that is missing, broken or of another version.</summary>
    internal static class LibraryTests
    {
        internal static void List()
        {
            Program.Add("library: it has a version, and Shutdown works without clients", Present);
            Program.Add("library: another ABI version is refused, and the message has both versions", OtherAbi);
            Program.Add("library: smaller and unknown structs are refused by name, and larger ones are accepted", OtherSizes);
            Program.Add("library: the message for a missing library lists the searched files and says what to do", Missing);
            Program.Add("library: the message names a wrong architecture, a truncated file and a file that is no library", Unfit);
        }

        /// <summary>The process of the last two tests: uses the library and prints the result.</summary>
        internal static int Load()
        {
            try
            {
                Console.WriteLine("loaded " + ConvaiNativeLibrary.Version);
                return 0;
            }
            catch (ConvaiNativeLibraryException explained)
            {
                Console.WriteLine(explained.Message);
                // A second use fails too: a library that failed the check is never called.
                Check.Same(explained.Message, Check.Throws<ConvaiNativeLibraryException>(delegate { ConvaiNativeLibrary.LiveObjects.ToString(); }, "again").Message, "again");
                return 3;
            }
        }

        private static void Present()
        {
            Check.That(ConvaiNativeLibrary.Version.Split('.').Length == 3, "a version: " + ConvaiNativeLibrary.Version);
            Check.That(ConvaiNativeLibrary.Shutdown(TimeSpan.FromSeconds(1)), "Shutdown");
            Check.That(ConvaiNativeLibrary.Shutdown(TimeSpan.Zero), "Shutdown again");
        }

        private static long OwnSize(string name)
        {
            for (int index = 0; index < NativeMethods.StructCount; index++)
            {
                int size;
                if (NativeMethods.Struct(index, out size) == name) return size;
            }
            return 0;
        }

        private static void OtherAbi()
        {
            string message = Check.Throws<ConvaiNativeLibraryException>(delegate { ConvaiNativeLibrary.Check(77, OwnSize); }, "ABI 77").Message;
            Check.That(message.Contains("77") && message.Contains(NativeMethods.CONVAI_ABI_VERSION.ToString()), message);
            ConvaiNativeLibrary.Check(NativeMethods.CONVAI_ABI_VERSION, OwnSize);
        }

        private static void OtherSizes()
        {
            for (int index = 0; index < NativeMethods.StructCount; index++)
            {
                int size;
                string name = NativeMethods.Struct(index, out size);
                foreach (long there in new long[] { 0, size - 1 })
                {
                    string message = Check.Throws<ConvaiNativeLibraryException>(delegate
                    {
                        ConvaiNativeLibrary.Check(NativeMethods.CONVAI_ABI_VERSION, delegate (string asked) { return asked == name ? there : OwnSize(asked); });
                    }, name).Message;
                    Check.That(message.Contains(name) && message.Contains(there + " bytes"), message);
                }
                ConvaiNativeLibrary.Check(NativeMethods.CONVAI_ABI_VERSION, delegate (string asked) { return OwnSize(asked) + 8; });
            }
        }

        private static void Missing()
        {
            string said = LoadIn("missing", null, 3);
            string folder = Folder("missing");
            Check.That(said.Contains(Path.Combine(folder, "libconvai.so") + ": missing"), "the program's folder: " + said);
            Check.That(said.Contains("/nowhere/libconvai.so: missing"), "a folder of LD_LIBRARY_PATH: " + said);
            Check.That(said.Contains("LD_LIBRARY_PATH") && said.Contains("next to the program"), "what to do: " + said);
            Check.That(said.Contains(RuntimeInformation.ProcessArchitecture.ToString()), "the architecture: " + said);
        }

        private static void Unfit()
        {
            byte[] whole = File.ReadAllBytes(Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "libconvai.so"));
            byte[] other = new byte[4096];
            Array.Copy(whole, other, other.Length);
            // The field e_machine of the ELF header: IBM S/390.
            other[18] = 22;
            other[19] = 0;
            Check.That(LoadIn("foreign", other, 3).Contains("libconvai.so: a library for Linux on machine type 22"), "another architecture");
            byte[] cut = new byte[10];
            Array.Copy(whole, cut, cut.Length);
            Check.That(LoadIn("cut", cut, 3).Contains("libconvai.so: truncated after 10 bytes"), "a truncated file");
            byte[] text = System.Text.Encoding.ASCII.GetBytes("a text file in place of a library");
            Check.That(LoadIn("text", text, 3).Contains("libconvai.so: not a library"), "a text file");
            Check.That(LoadIn("whole", whole, 0).StartsWith("loaded " + ConvaiNativeLibrary.Version, StringComparison.Ordinal), "the real library");
        }

        private static string Folder(string name)
        {
            return Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "load-" + name);
        }

        /// <summary>Copies the assembly of a type to a folder. Returns the path of the copy.</summary>
        private static string Copied(Type type, string folder)
        {
            string copy = Path.Combine(folder, Path.GetFileName(type.Assembly.Location));
            File.Copy(type.Assembly.Location, copy, true);
            // CoreCLR reads this file beside a program.
            string runtime = Path.ChangeExtension(type.Assembly.Location, ".runtimeconfig.json");
            if (File.Exists(runtime)) File.Copy(runtime, Path.ChangeExtension(copy, ".runtimeconfig.json"), true);
            return copy;
        }

        /// <summary>Runs a copy of this program in its own folder, with the given file as the native library.</summary>
        private static string LoadIn(string name, byte[] library, int wanted)
        {
            string folder = Folder(name);
            Directory.CreateDirectory(folder);
            string program = Copied(typeof(LibraryTests), folder);
            Copied(typeof(ConvaiNativeClient), folder);
            if (library != null) File.WriteAllBytes(Path.Combine(folder, "libconvai.so"), library);
            ProcessStartInfo start = Program.Again("--load", program);
            start.RedirectStandardOutput = true;
            start.EnvironmentVariables["LD_LIBRARY_PATH"] = "/nowhere";
            using (Process process = Process.Start(start))
            {
                string said = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                Directory.Delete(folder, true);
                Check.Same(wanted, process.ExitCode, name + ": exit code, " + said);
                return said;
            }
        }
    }
}
