using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace ConvaiNative
{
    /// <summary>
    /// Explains why the native library could not be loaded. The runtime only reports that it was not found, even if the file
    /// exists and is for another architecture. This class inspects each searched file and reports its state.
    /// </summary>
    internal static class LibrarySearch
    {
        private const string Assembly = "a .NET assembly, not the native library";

        /// <summary>The message for a library that is missing or cannot be loaded.</summary>
        internal static string Describe(string reason)
        {
            return Describe("The native library of Convai Native could not be loaded.", Advice(), reason);
        }

        /// <summary>The message for a file that was loaded and does not have the functions of the library.</summary>
        internal static string DescribeOther(string reason)
        {
            return Describe("A library named \"" + NativeMethods.Library + "\" was loaded, but it is another library or an old version.",
                "replace it by the library of this version.", reason);
        }

        private static string Describe(string what, string advice, string reason)
        {
            StringBuilder text = new StringBuilder();
            text.Append(what).Append(" This is ").Append(Process()).Append(".\n");
            text.Append("Searched files:\n");
            bool assembly = false;
            foreach (string path in Candidates())
            {
                string state = State(path);
                assembly |= state == Assembly;
                text.Append("  ").Append(path).Append(": ").Append(state).Append('\n');
            }
            text.Append("The library folders of the system were searched too.\n");
            text.Append("What to do: ");
            if (assembly)
                text.Append("rename the .NET assembly that has the file name of the native library, or move it to another folder. "
                    + "On Windows, Convai.dll and convai.dll are the same file name. Then ");
            text.Append(advice).Append('\n');
            text.Append("Message of the runtime: ").Append(reason);
            return text.ToString();
        }

        private static string Advice()
        {
#if UNITY_2021_3_OR_NEWER
            return "install the archive of the package, which contains the library, or copy " + FileName()
                + " for this system to Assets/Plugins and enable its platform in its import settings.";
#else
            return "copy " + FileName() + " for this system next to the program, or add its folder to " + SearchVariable()
                + " before the program starts.";
#endif
        }

        private static string Process()
        {
            return RuntimeInformation.OSDescription.Trim() + ", process " + RuntimeInformation.ProcessArchitecture;
        }

        private static string FileName()
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return "convai.dll";
            return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "libconvai.dylib" : "libconvai.so";
        }

        private static string SearchVariable()
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return "PATH";
            return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
        }

        private static List<string> Candidates()
        {
            List<string> folders = new List<string>();
            Add(folders, AppDomain.CurrentDomain.BaseDirectory);
            string assembly = typeof(LibrarySearch).Assembly.Location;
            if (!string.IsNullOrEmpty(assembly)) Add(folders, Path.GetDirectoryName(assembly));
            string listed = Environment.GetEnvironmentVariable(SearchVariable());
            if (listed != null)
                foreach (string folder in listed.Split(Path.PathSeparator)) Add(folders, folder);
            List<string> paths = new List<string>();
            foreach (string folder in folders) paths.Add(Path.Combine(folder, FileName()));
            return paths;
        }

        private static void Add(List<string> folders, string folder)
        {
            if (string.IsNullOrEmpty(folder)) return;
            folder = folder.Length > 1 ? folder.TrimEnd(Path.DirectorySeparatorChar) : folder;
            if (!folders.Contains(folder)) folders.Add(folder);
        }

        private static string State(string path)
        {
            try
            {
                if (!File.Exists(path)) return "missing";
                byte[] head = new byte[1024];
                int read;
                using (FileStream file = File.OpenRead(path)) read = file.Read(head, 0, head.Length);
                return Kind(head, read);
            }
            catch (Exception failure)
            {
                // The report must not fail. The reason is a part of it.
                return "not readable (" + failure.Message + ")";
            }
        }

        private static string Kind(byte[] head, int read)
        {
            if (read < 20) return "truncated after " + read + " bytes";
            if (head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F')
                return "a library for " + ElfMachine(head[18] | head[19] << 8)
                    + ". If this is the system of this process, check the library's dependencies with ldd";
            if (head[0] == 'M' && head[1] == 'Z') return WindowsKind(head);
            if (head[0] == 0xcf && head[1] == 0xfa || head[0] == 0xca && head[1] == 0xfe) return "a library for macOS";
            return "not a library";
        }

        /// <summary>Reads the PE headers: the machine type, and whether the file has a header of the .NET runtime.</summary>
        private static string WindowsKind(byte[] head)
        {
            const int Pe64 = 0x20b;
            int pe = Number(head, 0x3c) | Number(head, 0x3e) << 16;
            if (pe < 0 || Number(head, pe) != ('P' | 'E' << 8)) return "not a library";
            int optional = pe + 24;
            int directories = optional + (Number(head, optional) == Pe64 ? 112 : 96);
            // Entry 14 of the data directories is the header of the .NET runtime. An entry has 8 bytes.
            if (Number(head, directories + 14 * 8) != 0 || Number(head, directories + 14 * 8 + 2) != 0) return Assembly;
            return "a library for " + PeMachine(Number(head, pe + 4));
        }

        /// <summary>Two bytes, little-endian. 0 beyond the end.</summary>
        private static int Number(byte[] bytes, int at)
        {
            return at < 0 || at + 1 >= bytes.Length ? 0 : bytes[at] | bytes[at + 1] << 8;
        }

        private static string PeMachine(int machine)
        {
            switch (machine)
            {
                case 0x14c: return "Windows on X86";
                case 0x8664: return "Windows on X64";
                case 0xaa64: return "Windows on Arm64";
                default: return "Windows on machine type " + machine;
            }
        }

        private static string ElfMachine(int machine)
        {
            switch (machine)
            {
                case 3: return "Linux on X86";
                case 40: return "Linux on Arm";
                case 62: return "Linux on X64";
                case 183: return "Linux on Arm64";
                default: return "Linux on machine type " + machine;
            }
        }
    }
}
