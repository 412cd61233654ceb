using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// Looks for API keys in a project's files: the one that this editor knows, wherever it stands, and what is called a
    /// Convai key. Knows files and folders alone, and no engine.
    /// </summary>
    internal sealed class KeyScan
    {
        /// <summary>Larger files are no text, and no scene that anybody could open.</summary>
        private const long LongestFile = 64 << 20;

        private const int ShortestKey = 8;

        /// <summary>Sound, pictures, meshes, libraries: large, and nothing that a person types a key into.</summary>
        private static readonly HashSet<string> Skipped = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            ".png", ".jpg", ".jpeg", ".tga", ".tif", ".tiff", ".psd", ".exr", ".hdr", ".gif", ".bmp", ".wav", ".mp3", ".ogg", ".aif",
            ".aiff", ".flac", ".mp4", ".mov", ".webm", ".fbx", ".obj", ".blend", ".ttf", ".otf", ".dll", ".so", ".dylib", ".a",
            ".lib", ".exe", ".zip", ".gz", ".tgz", ".meta"
        };

        /// <summary>
        /// A name that speaks of Convai and of a key, then a value with digits in it, which the names of variables seldom
        /// have; or a field called apiKey with 32 hexadecimal digits.
        /// </summary>
        private static readonly Regex Named = new Regex(
            "(?:convai[\\w .-]{0,20}key\\w*|api[_-]?key\\w*(?=\\W{1,6}[0-9a-f]{32}\\b))[\"']?\\s*[:=]\\s*[\"']?((?=(?:[A-Za-z_-]*[0-9]){4})[0-9A-Za-z_-]{16,})",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        private readonly List<byte[]> known = new List<byte[]>();

        /// <param name="keys">Keys to look for; null and empty ones are left out.</param>
        internal KeyScan(params string[] keys)
        {
            foreach (string key in keys)
            {
                // A test key such as "test" would be found everywhere.
                if (key == null || key.Trim().Length < ShortestKey) continue;
                known.Add(Encoding.UTF8.GetBytes(key.Trim()));
                known.Add(Encoding.Unicode.GetBytes(key.Trim()));
            }
        }

        /// <summary>Goes through folders with all that is in them.</summary>
        /// <returns>One line for each file with a key in it: where, and never the key.</returns>
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
            catch (Exception trouble) when (trouble is IOException || trouble is UnauthorizedAccessException)
            {
                // What cannot be looked at is not known to be clean.
                return path + ": could not be read (" + trouble.Message + ")";
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
            // Every byte becomes one character, so that places stay places; keys are plain letters and digits.
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
