using System;
using System.Text;

namespace ConvaiNative
{
    /// <summary>
    /// Replaces the C names in errors of the library by their C# names. The library gives the argument at fault in C spelling, and
    /// puts C names in its messages between backticks. generate.py writes the table of names.
    /// </summary>
    internal static partial class Spelling
    {
        /// <summary>
        /// The C# name of an argument, such as "LanguageCodes[2]" for "spec.language_codes[2]", or "Objects[2].Name" for
        /// "scene.objects[2].name". Null stays null.
        /// </summary>
        internal static string Argument(string name)
        {
            return name == null ? null : Of(name) ?? name;
        }

        /// <summary>The message with the C# names of all names between backticks that are in the table.</summary>
        internal static string Message(string message)
        {
            if (message == null || message.IndexOf('`') < 0) return message;
            // The library writes NULL as C does.
            message = message.Replace(" NULL", " null");
            // Parts with an odd index are between backticks, except the last part if a closing backtick is missing.
            string[] parts = message.Split('`');
            StringBuilder text = new StringBuilder(parts[0]);
            for (int index = 1; index < parts.Length; index++)
            {
                bool quoted = index % 2 == 1 && index + 1 < parts.Length;
                string known = quoted ? Of(parts[index]) : null;
                if (known != null) text.Append(known).Append(parts[++index]);
                else text.Append('`').Append(parts[index]);
            }
            return text.ToString();
        }

        private static string Of(string name)
        {
            int bracket = name.IndexOf('[');
            if (bracket < 0) return Known(name);
            string list = Known(name.Substring(0, bracket));
            if (list == null) return null;
            int member = name.IndexOf("].", bracket, StringComparison.Ordinal);
            if (member < 0) return list + name.Substring(bracket);
            // Of an element that is a struct. Its names are in the table after that of their list.
            string inside = name.Substring(member + 2);
            string listName = name.Substring(0, bracket);
            string field = Known(listName.Substring(listName.LastIndexOf('.') + 1) + "." + inside) ?? inside;
            return list + name.Substring(bracket, member + 1 - bracket) + "." + field;
        }

        private static string Known(string name)
        {
            string known;
            if (Names.TryGetValue(name, out known) || Names.TryGetValue(name.Substring(name.LastIndexOf('.') + 1), out known)) return known;
            return null;
        }
    }
}
