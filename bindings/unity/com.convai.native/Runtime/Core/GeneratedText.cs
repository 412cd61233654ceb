using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>What the service has written: lines to begin a conversation with, or a backstory. Immutable.</summary>
    public sealed class GeneratedText
    {
        internal unsafe GeneratedText(NativeGeneratedText* text)
        {
            Text = Utf8.Read(text->Text, text->TextLen) ?? "";
            Lines = Utf8.ReadAll(text->Lines, text->LineCount);
            RawJson = Utf8.Read(text->RawJson, text->RawJsonLen);
        }

        /// <summary>The whole text. Never null.</summary>
        public string Text { get; private set; }

        /// <summary>The lines of the text, without empty ones, and without the white space around each. Never null.</summary>
        public IReadOnlyList<string> Lines { get; private set; }

        /// <summary>The unparsed reply of the service, which is a stream of events.</summary>
        public string RawJson { get; private set; }
    }
}
