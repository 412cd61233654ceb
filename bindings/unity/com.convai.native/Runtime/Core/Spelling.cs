using System.Text;

namespace ConvaiNative
{
    /// <summary>
    /// Renders what the library says in the words of C#. The library names arguments in their C spelling, and puts names in
    /// backticks in its messages. The table of names is generated.
    /// </summary>
    internal static partial class Spelling
    {
        /// <summary>The C# spelling of an argument, such as "LanguageCodes[2]" for "spec.language_codes[2]". Null stays null.</summary>
        internal static string Argument(string name)
        {
            return name == null ? null : Of(name) ?? name;
        }

        /// <summary>A message with the C# spelling of every name in backticks that the table has. Other text stays as it is.</summary>
        internal static string Message(string message)
        {
            if (message == null || message.IndexOf('`') < 0) return message;
            // Every other part stands between two backticks, except the last one if a backtick has no partner.
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
            string index = bracket < 0 ? "" : name.Substring(bracket);
            if (bracket >= 0) name = name.Substring(0, bracket);
            string known;
            if (!Names.TryGetValue(name, out known) && !Names.TryGetValue(name.Substring(name.LastIndexOf('.') + 1), out known)) return null;
            return known + index;
        }
    }
}
