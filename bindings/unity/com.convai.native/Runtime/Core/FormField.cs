using System;
using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>
    /// A field of a form, by its name: for what the service offers and this library does not know. It holds a text, or, in a
    /// <see cref="ServiceRequest"/>, a file. Not thread-safe.
    /// </summary>
    public sealed unsafe class FormField
    {
        /// <summary>Creates an empty field.</summary>
        public FormField()
        {
        }

        /// <summary>Creates a field with a text.</summary>
        /// <param name="name">The name.</param>
        /// <param name="value">The text.</param>
        public FormField(string name, string value)
        {
            Name = name;
            Value = value;
        }

        /// <summary>Creates a field with a file.</summary>
        /// <param name="name">The name.</param>
        /// <param name="file">The bytes of the file.</param>
        /// <param name="fileName">The name of the file, such as "notes.txt".</param>
        /// <param name="contentType">The content type of the file, such as "text/plain".</param>
        public FormField(string name, byte[] file, string fileName, string contentType)
        {
            Name = name;
            File = file;
            FileName = fileName;
            ContentType = contentType;
        }

        /// <summary>The name. Required, without quotation marks and control characters.</summary>
        public string Name { get; set; }

        /// <summary>The text, which may be empty. Null if the field has a file.</summary>
        public string Value { get; set; }

        /// <summary>The bytes of a file. Null if the field has a text. A scene holds no files.</summary>
        public byte[] File { get; set; }

        /// <summary>The name of the file, such as "notes.txt". A field without a file has none.</summary>
        public string FileName { get; set; }

        /// <summary>The content type of the file, such as "text/plain". A field without a file has none.</summary>
        public string ContentType { get; set; }

        internal static NativeField** Pin(IList<FormField> fields, Pins pins, out uint count)
        {
            count = Pins.Count(fields);
            NativeField** list = (NativeField**)pins.Pointers(count);
            for (int index = 0; index < count; index++)
            {
                FormField field = fields[index];
                Arguments.Required(field, "Fields");
                NativeField* native = (NativeField*)pins.Struct(sizeof(NativeField));
                native->StructSize = (uint)sizeof(NativeField);
                native->Name = pins.Text(field.Name, "Name");
                native->Value = pins.Text(field.Value, "Value");
                if (field.File != null)
                {
                    native->File = pins.Bytes(field.File);
                    native->FileLen = (UIntPtr)(uint)field.File.Length;
                }
                native->FileName = pins.Text(field.FileName, "FileName");
                native->ContentType = pins.Text(field.ContentType, "ContentType");
                list[index] = native;
            }
            return list;
        }
    }
}
