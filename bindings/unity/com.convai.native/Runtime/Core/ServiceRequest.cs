using System.Collections.Generic;
using System.Text;

namespace ConvaiNative
{
    /// <summary>
    /// A request to any path of the service, for <see cref="ConvaiNativeClient.CallAsync"/>. Its body is JSON or a form, or it has none.
    /// Not thread-safe.
    /// </summary>
    public sealed unsafe class ServiceRequest
    {
        /// <summary>Creates an empty request.</summary>
        public ServiceRequest()
        {
        }

        /// <summary>Creates a request.</summary>
        /// <param name="path">The path. See <see cref="Path"/>.</param>
        /// <param name="json">The body as JSON, or null.</param>
        public ServiceRequest(string path, string json = null)
        {
            Path = path;
            Json = json;
        }

        /// <summary>The method: GET, POST, PUT, PATCH or DELETE. Null for POST. GET and DELETE have no body.</summary>
        public string Method { get; set; }

        /// <summary>
        /// The path below <see cref="ConvaiNativeClientOptions.BaseUrl"/>, such as "character/list"; it may have a query. Required. So that
        /// the API key stays with the service, a path is refused that has a scheme, an empty part ("//"), a part "." or "..", a backslash,
        /// a fragment or a control character, percent-encoded or not.
        /// </summary>
        public string Path { get; set; }

        /// <summary>The body as JSON, which is checked and sent as it is. Null if there are <see cref="Fields"/>, or no body.</summary>
        public string Json { get; set; }

        /// <summary>
        /// The body as a form: application/x-www-form-urlencoded, or multipart/form-data if a field is a file, the texts first and then the
        /// files. Initially empty.
        /// </summary>
        public IList<FormField> Fields { get; set; } = new List<FormField>();

        /// <summary>Whether to send <see cref="Fields"/> as multipart/form-data even if none is a file.</summary>
        public bool Multipart { get; set; }

        internal NativeRequest* Pin(Pins pins)
        {
            NativeRequest* native = (NativeRequest*)pins.Struct(sizeof(NativeRequest));
            native->StructSize = (uint)sizeof(NativeRequest);
            native->Flags = Multipart ? NativeMethods.CONVAI_MULTIPART : 0;
            native->Method = pins.Text(Method, "Method");
            native->Path = pins.Text(Path, "Path");
            native->Json = pins.Text(Json, "Json");
            native->Fields = FormField.Pin(Fields, pins, out native->FieldCount);
            return native;
        }
    }

    /// <summary>The reply to a <see cref="ServiceRequest"/>. Immutable; it owns no native memory.</summary>
    public sealed unsafe class ServiceReply
    {
        internal ServiceReply(NativeResult* result)
        {
            HttpStatus = result->HttpStatus;
            ContentType = Utf8.Read(result->ContentType, result->ContentTypeLen);
            Body = Utf8.Bytes(result->RawJson, result->RawJsonLen);
        }

        /// <summary>The HTTP status, such as 200.</summary>
        public int HttpStatus { get; private set; }

        /// <summary>The content type as the header of the reply states it, such as "application/json". May be null.</summary>
        public string ContentType { get; private set; }

        /// <summary>The bytes of the reply. Never null.</summary>
        public byte[] Body { get; private set; }

        /// <summary>The reply as UTF-8 text, which is usually JSON. Never null.</summary>
        public string Text
        {
            get { return Encoding.UTF8.GetString(Body); }
        }
    }
}
