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
        internal static string Describe(string reason)
        {
            StringBuilder text = new StringBuilder();
            text.Append("The native library of Convai Native could not be loaded. This is ").Append(Process()).Append(".\n");
            text.Append("Searched files:\n");
            foreach (string path in Candidates())
                text.Append("  ").Append(path).Append(": ").Append(State(path)).Append('\n');
            text.Append("The library folders of the system were searched too.\n");
            text.Append("What to do: ").Append(Advice()).Append('\n');
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
                byte[] head = new byte[20];
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
            if (head[0] == 'M' && head[1] == 'Z') return "a library for Windows";
            if (head[0] == 0xcf && head[1] == 0xfa || head[0] == 0xca && head[1] == 0xfe) return "a library for macOS";
            return "not a library";
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
