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
            Program.Add("library: a library of another release is refused when it is loaded", OtherRelease);
            Program.Add("library: smaller and unknown structs are refused by name, and larger ones are accepted", OtherSizes);
            Program.Add("library: the message for a missing library lists the searched files and says what to do", Missing);
            Program.Add("library: a .NET assembly with the file name of the library is recognized", ManagedAssembly);
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

        private static void OtherRelease()
        {
            string folder = Environment.GetEnvironmentVariable("CONVAI_TEST_OTHER_LIBRARIES");
            byte[] version = File.ReadAllBytes(Path.Combine(folder, "version", FileName)), smaller = File.ReadAllBytes(Path.Combine(folder, "smaller", FileName));
            Holds(LoadIn("version", version, 3), "The native library has the binary interface 77, and this assembly needs ");
            Holds(LoadIn("smaller", smaller, 3), "The native library has 8 bytes for ");
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

        /// <summary>The file name of the library, and the variable with the folders that the system searches.</summary>
        private static string FileName
        {
            get { return Program.OnWindows ? "convai.dll" : "libconvai.so"; }
        }

        private static string SearchVariable
        {
            get { return Program.OnWindows ? "PATH" : "LD_LIBRARY_PATH"; }
        }

        private static readonly string Nowhere = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "nowhere");

        private static void Missing()
        {
            string said = LoadIn("missing", null, 3);
            string folder = Folder("missing");
            Check.That(said.Contains(Path.Combine(folder, FileName) + ": missing"), "the program's folder: " + said);
            Check.That(said.Contains(Path.Combine(Nowhere, FileName) + ": missing"), "a folder of the search path: " + said);
            Check.That(said.Contains(SearchVariable) && said.Contains("next to the program"), "what to do: " + said);
            Check.That(said.Contains(RuntimeInformation.ProcessArchitecture.ToString()), "the architecture: " + said);
        }

        private static byte[] Whole()
        {
            return File.ReadAllBytes(Path.Combine(AppDomain.CurrentDomain.BaseDirectory, FileName));
        }

        private static void Unfit()
        {
            byte[] whole = Whole();
            byte[] other = new byte[4096];
            Array.Copy(whole, other, other.Length);
            // The machine type in the header of an ELF or PE file: IBM S/390, and MIPS.
            int machine = Program.OnWindows ? BitConverter.ToInt32(whole, 0x3c) + 4 : 18;
            other[machine] = 22;
            other[machine + 1] = 0;
            Holds(LoadIn("foreign", other, 3), FileName + ": a library for " + (Program.OnWindows ? "Windows" : "Linux") + " on machine type 22");
            byte[] cut = new byte[10];
            Array.Copy(whole, cut, cut.Length);
            Holds(LoadIn("cut", cut, 3), FileName + ": truncated after 10 bytes");
            byte[] text = System.Text.Encoding.ASCII.GetBytes("a text file in place of a library");
            Holds(LoadIn("text", text, 3), FileName + ": not a library");
            Check.That(LoadIn("whole", whole, 0).StartsWith("loaded " + ConvaiNativeLibrary.Version, StringComparison.Ordinal), "the real library");
        }

        /// <summary>On Windows, an assembly Convai.dll has the file name of the library.</summary>
        private static void ManagedAssembly()
        {
            byte[] assembly = File.ReadAllBytes(typeof(ConvaiNativeClient).Assembly.Location);
            string said = LoadIn("managed", assembly, 3, Program.OnWindows ? "Convai.dll" : FileName);
            Holds(said, FileName + ": a .NET assembly, not the native library");
            Holds(said, "rename the .NET assembly");
            Check.That(!LoadIn("missing", null, 3).Contains(".NET assembly"), "without an assembly of this name");
        }

        private static void Holds(string said, string words)
        {
            Check.That(said.Contains(words), "`" + words + "` is missing in: " + said);
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
        private static string LoadIn(string name, byte[] library, int wanted, string file = null)
        {
            string folder = Folder(name);
            Directory.CreateDirectory(folder);
            string program = Copied(typeof(LibraryTests), folder);
            Copied(typeof(ConvaiNativeClient), folder);
            if (library != null) File.WriteAllBytes(Path.Combine(folder, file ?? FileName), library);
            ProcessStartInfo start = Program.Again("--load", program);
            start.RedirectStandardOutput = true;
            start.EnvironmentVariables[SearchVariable] = Nowhere;
            // Windows also searches the current folder.
            start.WorkingDirectory = folder;
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
