using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace ConvaiNative
{
    /// <summary>
    /// Explains why the native library could not be loaded. The runtime says no more than that it was not found, also
    /// where the file is there and of another architecture; so the places are gone through once more, and each is named.
    /// </summary>
    internal static class LibrarySearch
    {
        internal static string Describe(string reason)
        {
            StringBuilder text = new StringBuilder();
            text.Append("Convai's native library could not be loaded. This is ").Append(Process()).Append(".\n");
            text.Append("Looked for ").Append(FileName()).Append(" in:\n");
            foreach (string path in Candidates())
                text.Append("  ").Append(path).Append(": ").Append(State(path)).Append('\n');
            text.Append("and in the system's library folders.\n");
            text.Append("What to do: put ").Append(FileName()).Append(", built for this system, next to the program");
            if (SearchVariable() != null) text.Append(", or name its folder in ").Append(SearchVariable()).Append(" before the program starts");
            text.Append(". `make library` makes it in target/release.\n");
            text.Append("The runtime says: ").Append(reason);
            return text.ToString();
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
                if (!File.Exists(path)) return "not there";
                byte[] head = new byte[20];
                int read;
                using (FileStream file = File.OpenRead(path)) read = file.Read(head, 0, head.Length);
                return Kind(head, read);
            }
            catch (Exception trouble)
            {
                // A diagnosis must not fail: what stands in the way is part of it.
                return "cannot be read (" + trouble.Message + ")";
            }
        }

        private static string Kind(byte[] head, int read)
        {
            if (read < 20) return "there, but cut off after " + read + " bytes";
            if (head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F')
                return "there, for " + ElfMachine(head[18] | head[19] << 8)
                    + "; it could not be loaded all the same where that is this process: check it with ldd";
            if (head[0] == 'M' && head[1] == 'Z') return "there, a Windows library";
            if (head[0] == 0xcf && head[1] == 0xfa || head[0] == 0xca && head[1] == 0xfe) return "there, a macOS library";
            return "there, but not a library";
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
