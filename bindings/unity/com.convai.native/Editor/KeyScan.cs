using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// Searches files for API keys. It finds the known keys anywhere, and other keys by their names. Does not use the engine.
    /// </summary>
    internal sealed class KeyScan
    {
        /// <summary>Larger files are neither text nor scenes and are skipped.</summary>
        private const long LongestFile = 64 << 20;

        private const int ShortestKey = 8;

        /// <summary>Extensions of files that cannot contain a typed key: audio, images, meshes, libraries.</summary>
        private static readonly HashSet<string> Skipped = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            ".png", ".jpg", ".jpeg", ".tga", ".tif", ".tiff", ".psd", ".exr", ".hdr", ".gif", ".bmp", ".wav", ".mp3", ".ogg", ".aif",
            ".aiff", ".flac", ".mp4", ".mov", ".webm", ".fbx", ".obj", ".blend", ".ttf", ".otf", ".dll", ".so", ".dylib", ".a",
            ".lib", ".exe", ".zip", ".gz", ".tgz", ".meta"
        };

        /// <summary>
        /// A name with "convai" and "key", followed by a value with at least four digits, which names of variables rarely have. Or a
        /// field named apiKey with 32 hexadecimal digits.
        /// </summary>
        private static readonly Regex Named = new Regex(
            "(?:convai[\\w .-]{0,20}key\\w*|api[_-]?key\\w*(?=\\W{1,6}[0-9a-f]{32}\\b))[\"']?\\s*[:=]\\s*[\"']?((?=(?:[A-Za-z_-]*[0-9]){4})[0-9A-Za-z_-]{16,})",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        private readonly List<byte[]> known = new List<byte[]>();

        /// <param name="keys">The known keys. Null and empty keys are ignored.</param>
        internal KeyScan(params string[] keys)
        {
            foreach (string key in keys)
            {
                // A short key such as "test" would match in many files.
                if (key == null || key.Trim().Length < ShortestKey) continue;
                known.Add(Encoding.UTF8.GetBytes(key.Trim()));
                known.Add(Encoding.Unicode.GetBytes(key.Trim()));
            }
        }

        /// <summary>Searches all files in folders and their subfolders. Missing folders are ignored.</summary>
        /// <returns>One line for each file with a key: its path and line number, never the key.</returns>
        internal List<string> Folders(params string[] roots)
        {
            List<string> found = new List<string>();
            foreach (string root in roots)
            {
                if (!Directory.Exists(root)) continue;
                string[] files = Directory.GetFiles(root, "*", SearchOption.AllDirectories);
                Array.Sort(files, StringComparer.Ordinal);
                foreach (string file in files)
                {
                    string where = InFile(file);
                    if (where != null) found.Add(where);
                }
            }
            return found;
        }

        private string InFile(string path)
        {
            if (Skipped.Contains(Path.GetExtension(path))) return null;
            byte[] bytes;
            try
            {
                if (new FileInfo(path).Length > LongestFile) return null;
                bytes = File.ReadAllBytes(path);
            }
            catch (Exception failure) when (failure is IOException || failure is UnauthorizedAccessException)
            {
                // An unreadable file may contain a key, so it is reported.
                return path + ": could not be read (" + failure.Message + ")";
            }
            foreach (byte[] key in known)
            {
                int at = IndexOf(bytes, key);
                if (at >= 0) return path + Line(bytes, at) + ": your API key";
            }
            return Pattern(path, bytes);
        }

        private static string Pattern(string path, byte[] bytes)
        {
            // Each byte becomes one character, so that indices stay equal. Keys have only ASCII characters.
            Match match = Named.Match(Encoding.GetEncoding("iso-8859-1").GetString(bytes));
            return match.Success ? path + Line(bytes, match.Groups[1].Index) + ": looks like an API key" : null;
        }

        private static string Line(byte[] bytes, int at)
        {
            int line = 1;
            for (int index = 0; index < at; index++)
                if (bytes[index] == '\n') line++;
            return ":" + line;
        }

        private static int IndexOf(byte[] bytes, byte[] part)
        {
            for (int at = Array.IndexOf(bytes, part[0]); at >= 0 && at <= bytes.Length - part.Length; at = Array.IndexOf(bytes, part[0], at + 1))
            {
                int same = 1;
                while (same < part.Length && bytes[at + same] == part[same]) same++;
                if (same == part.Length) return at;
            }
            return -1;
        }
    }
}
