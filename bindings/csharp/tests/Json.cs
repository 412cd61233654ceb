using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace ConvaiNative.Tests
{
    /// <summary>A JSON reader for the journal of the emulator. Objects become dictionaries, arrays become lists.</summary>
    internal sealed class Json
    {
        private readonly string text;
        private int at;

        private Json(string text)
        {
            this.text = text;
        }

        internal static object Parse(string text)
        {
            return new Json(text).Value();
        }

        /// <summary>The value at a path of names and indices, such as At(entry, "files", 0, "wav").</summary>
        internal static object At(object value, params object[] path)
        {
            foreach (object step in path)
                value = step is int ? ((List<object>)value)[(int)step] : ((Dictionary<string, object>)value)[(string)step];
            return value;
        }

        internal static string Quote(string value)
        {
            StringBuilder quoted = new StringBuilder("\"");
            foreach (char letter in value)
            {
                if (letter == '"' || letter == '\\' || letter < ' ') quoted.Append("\\u").Append(((int)letter).ToString("x4"));
                else quoted.Append(letter);
            }
            return quoted.Append('"').ToString();
        }

        private object Value()
        {
            Space();
            switch (text[at])
            {
                case '{': return Object();
                case '[': return Array();
                case '"': return String();
                case 't': at += 4; return true;
                case 'f': at += 5; return false;
                case 'n': at += 4; return null;
                default: return Number();
            }
        }

        private object Object()
        {
            Dictionary<string, object> read = new Dictionary<string, object>();
            at++;
            while (Next() != '}')
            {
                string name = String();
                Next();
                at++;
                read[name] = Value();
                if (Next() == ',') at++;
            }
            at++;
            return read;
        }

        private object Array()
        {
            List<object> read = new List<object>();
            at++;
            while (Next() != ']')
            {
                read.Add(Value());
                if (Next() == ',') at++;
            }
            at++;
            return read;
        }

        private string String()
        {
            StringBuilder read = new StringBuilder();
            Next();
            at++;
            while (text[at] != '"')
            {
                if (text[at] != '\\')
                {
                    read.Append(text[at++]);
                    continue;
                }
                char code = text[at + 1];
                at += 2;
                if (code == 'u')
                {
                    read.Append((char)Convert.ToInt32(text.Substring(at, 4), 16));
                    at += 4;
                }
                else
                {
                    int known = "nrtbf".IndexOf(code);
                    read.Append(known < 0 ? code : "\n\r\t\b\f"[known]);
                }
            }
            at++;
            return read.ToString();
        }

        private object Number()
        {
            int start = at;
            while (at < text.Length && "+-.eE0123456789".IndexOf(text[at]) >= 0) at++;
            return double.Parse(text.Substring(start, at - start), CultureInfo.InvariantCulture);
        }

        private char Next()
        {
            Space();
            return text[at];
        }

        private void Space()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        }
    }
}
