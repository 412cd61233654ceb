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
        /// <summary>Files are read in parts of this size, and a key at the end of a part is found in the next one.</summary>
        private const int PartBytes = 1 << 20;

        /// <summary>How much of a file from the begin of a name on may belong to the name and its value.</summary>
        private const int NamedBytes = 160;

        private const int ShortestKey = 8;

        /// <summary>Extensions of files that cannot contain a typed key: audio, images, meshes, libraries.</summary>
        private static readonly HashSet<string> Skipped = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            ".png", ".jpg", ".jpeg", ".tga", ".tif", ".tiff", ".psd", ".exr", ".hdr", ".gif", ".bmp", ".wav", ".mp3", ".ogg", ".aif",
            ".aiff", ".flac", ".mp4", ".mov", ".webm", ".fbx", ".obj", ".blend", ".ttf", ".otf", ".dll", ".so", ".dylib", ".a",
            ".lib", ".exe", ".zip", ".gz", ".tgz", ".meta"
        };

        /// <summary>A name with "convai" and "key", followed by a value with at least four digits, which names of variables rarely have.</summary>
        private static readonly Regex OwnName = new Regex(
            "convai[\\w .-]{0,20}key\\w*[\"']?\\s*[:=]\\s*[\"']?((?=(?:[A-Za-z_-]*[0-9]){4})[0-9A-Za-z_-]{16,})",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        /// <summary>A field named apiKey with 32 hexadecimal digits.</summary>
        private static readonly Regex OtherName = new Regex(
            "api[_-]?key\\w*[\"']?\\s*[:=]\\s*[\"']?([0-9a-f]{32})\\b",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        private readonly List<BytePattern> known = new List<BytePattern>();
        private readonly List<Regex> ignored = new List<Regex>();
        // Regular expressions see only what begins with one of these, because they are slow.
        private static readonly BytePattern[] OwnBegins = Patterns("convai");
        private static readonly BytePattern[] OtherBegins = Patterns("apikey", "api_key", "api-key");

        private readonly byte[] part = new byte[PartBytes];

        /// <param name="keys">The known keys. Null and empty keys are ignored.</param>
        internal KeyScan(params string[] keys)
        {
            foreach (string key in keys)
            {
                // A short key such as "test" would match in many files.
                if (key == null || key.Trim().Length < ShortestKey) continue;
                known.Add(new BytePattern(Encoding.UTF8.GetBytes(key.Trim()), false));
                known.Add(new BytePattern(Encoding.Unicode.GetBytes(key.Trim()), false));
            }
        }

        /// <summary>
        /// Files with a known key, or with a key whose name belongs to this service. One line for each: its path and line number,
        /// never the key.
        /// </summary>
        internal List<string> Keys { get; } = new List<string>();

        /// <summary>Files with something that looks like a key of another service, and files that could not be read.</summary>
        internal List<string> Warnings { get; } = new List<string>();

        /// <summary>Leaves files out.</summary>
        /// <param name="patterns">Ends of paths with forward slashes. A star stands for any letters. A folder stands for what is in it.</param>
        internal KeyScan Ignore(IEnumerable<string> patterns)
        {
            foreach (string pattern in patterns)
                if (pattern.Trim().Length > 0)
                    ignored.Add(new Regex("(?:^|/)" + Regex.Escape(pattern.Trim().Trim('/')).Replace("\\*", ".*") + "(?:/|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
            return this;
        }

        /// <summary>Searches all files in folders and their subfolders. Missing folders are ignored.</summary>
        internal KeyScan Folders(params string[] roots)
        {
            foreach (string root in roots)
                if (Directory.Exists(root)) Folder(root);
            return this;
        }

        private void Folder(string folder)
        {
            string[] files, folders;
            try
            {
                files = Directory.GetFiles(folder);
                folders = Directory.GetDirectories(folder);
            }
            catch (Exception failure) when (failure is IOException || failure is UnauthorizedAccessException)
            {
                Warnings.Add(folder + ": could not be read (" + failure.Message + ")");
                return;
            }
            Array.Sort(files, StringComparer.Ordinal);
            Array.Sort(folders, StringComparer.Ordinal);
            foreach (string file in files)
                if (!Skipped.Contains(Path.GetExtension(file)) && !IsIgnored(file)) InFile(file);
            foreach (string each in folders)
            {
                // Unity does not import these.
                string name = Path.GetFileName(each);
                if (!name.StartsWith(".", StringComparison.Ordinal) && !name.EndsWith("~", StringComparison.Ordinal) && !IsIgnored(each)) Folder(each);
            }
        }

        private bool IsIgnored(string path)
        {
            path = path.Replace('\\', '/');
            return ignored.Exists(delegate (Regex each) { return each.IsMatch(path); });
        }

        private void InFile(string path)
        {
            try
            {
                using (FileStream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan))
                    InParts(path, file);
            }
            catch (Exception failure) when (failure is IOException || failure is UnauthorizedAccessException)
            {
                Warnings.Add(path + ": could not be read (" + failure.Message + ")");
            }
        }

        private void InParts(string path, FileStream file)
        {
            string other = null;
            int kept = 0;
            for (long start = 0; ;)
            {
                int read = file.Read(part, kept, part.Length - kept);
                int length = kept + read;
                if (read == 0) break;
                int own = Own(length);
                if (own >= 0)
                {
                    Keys.Add(path + Line(file, start + own) + ": your API key");
                    return;
                }
                int named = Named(OwnName, OwnBegins, length);
                if (named >= 0)
                {
                    Keys.Add(path + Line(file, start + named) + ": looks like an API key of this service");
                    return;
                }
                int foreign = other == null ? Named(OtherName, OtherBegins, length) : -1;
                if (foreign >= 0)
                {
                    long next = file.Position;
                    other = path + Line(file, start + foreign) + ": looks like an API key of another service";
                    file.Position = next;
                }
                kept = Math.Min(length, NamedBytes);
                Buffer.BlockCopy(part, length - kept, part, 0, kept);
                start += length - kept;
            }
            if (other != null) Warnings.Add(other);
        }

        private int Own(int length)
        {
            foreach (BytePattern key in known)
            {
                int at = key.Find(part, 0, length);
                if (at >= 0) return at;
            }
            return -1;
        }

        /// <summary>The index of a value whose name matches. Only what begins like a name becomes text.</summary>
        private int Named(Regex name, BytePattern[] begins, int length)
        {
            foreach (BytePattern begin in begins)
                for (int at = begin.Find(part, 0, length); at >= 0; at = begin.Find(part, at + 1, length))
                {
                    // Each byte becomes one letter, so that indices stay equal. Keys have only ASCII letters.
                    Match match = name.Match(Encoding.GetEncoding("iso-8859-1").GetString(part, at, Math.Min(length - at, NamedBytes)));
                    if (match.Success) return at + match.Groups[1].Index;
                }
            return -1;
        }

        private static BytePattern[] Patterns(params string[] words)
        {
            return Array.ConvertAll(words, delegate (string word) { return new BytePattern(Encoding.ASCII.GetBytes(word), true); });
        }

        private static string Line(FileStream file, long at)
        {
            int line = 1;
            byte[] before = new byte[1 << 16];
            file.Position = 0;
            while (at > 0)
            {
                int read = file.Read(before, 0, (int)Math.Min(before.Length, at));
                if (read == 0) break;
                for (int index = 0; index < read; index++)
                    if (before[index] == '\n') line++;
                at -= read;
            }
            return ":" + line;
        }
    }
}
