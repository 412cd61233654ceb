using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Text;

namespace ConvaiNative.Tests
{
    /// <summary>The emulator of the service: a process of its own on a free loopback port, steered by its own routes.</summary>
    internal sealed class Emulator : IDisposable
    {
        internal const string PublicCharacter = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

        /// <summary>The key of every test: that of CONVAI_TEST_KEY, so that a search of all output can tell it.</summary>
        internal static readonly string Key = Environment.GetEnvironmentVariable("CONVAI_TEST_KEY") ?? "test-key-0123456789";

        private readonly Process process;

        internal Emulator()
        {
            string program = Environment.GetEnvironmentVariable("CONVAI_EMULATOR");
            if (string.IsNullOrEmpty(program)) throw new InvalidOperationException("Set CONVAI_EMULATOR to the emulator's program.");
            ProcessStartInfo start = new ProcessStartInfo(program, "--voice builtin --until-stdin-closes");
            start.UseShellExecute = false;
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            process = Process.Start(start);
            string first = process.StandardOutput.ReadLine();
            if (first == null) throw new InvalidOperationException("The emulator ended before it said where it listens.");
            Address = first.Substring(first.IndexOf("http://", StringComparison.Ordinal)).Trim();
        }

        internal string Address { get; private set; }

        internal ConvaiNativeClientOptions Options(bool backgroundPump)
        {
            return new ConvaiNativeClientOptions { ApiKey = Key, BaseUrl = Address, Proxy = "direct", BackgroundPump = backgroundPump };
        }

        internal ConvaiNativeClient Client(bool backgroundPump = true)
        {
            return new ConvaiNativeClient(Options(backgroundPump));
        }

        internal void Reset()
        {
            Control("POST", "/reset", "{}");
        }

        internal void Fault(string fault)
        {
            Control("POST", "/faults", fault);
        }

        internal void Settings(string settings)
        {
            Control("POST", "/settings", settings);
        }

        internal object Last(string path)
        {
            return Json.Parse(Control("GET", "/journal/last?audio=1&path=" + path, null));
        }

        /// <summary>How many requests came since the last reset, of all kinds. Cheap, whatever they carried.</summary>
        internal int Received()
        {
            return (int)(double)Json.At(Json.Parse(Control("GET", "/journal/count", null)), "total");
        }

        internal int Received(string path)
        {
            return ((System.Collections.Generic.List<object>)Json.Parse(Control("GET", "/journal?path=" + path, null))).Count;
        }

        /// <summary>The bytes of a form field of the newest request, as they came over the wire.</summary>
        internal byte[] Field(string path, string name)
        {
            object fields = Json.At(Last(path), "fields");
            foreach (object field in (System.Collections.Generic.List<object>)fields)
                if ((string)Json.At(field, "name") == name) return Convert.FromBase64String((string)Json.At(field, "base64"));
            throw new CheckFailed("the request had no field " + name);
        }

        internal string Text(string path, string name)
        {
            return Encoding.UTF8.GetString(Field(path, name));
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(5000)) process.Kill();
            process.Dispose();
        }

        private string Control(string method, string route, string body)
        {
            HttpWebRequest request = (HttpWebRequest)WebRequest.Create(Address + "/_emulator" + route);
            request.Proxy = null;
            request.Method = method;
            request.Timeout = Check.Patience;
            if (body != null)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(body);
                request.ContentType = "application/json";
                using (Stream stream = request.GetRequestStream()) stream.Write(bytes, 0, bytes.Length);
            }
            try
            {
                using (WebResponse response = request.GetResponse()) return Read(response);
            }
            catch (WebException refused)
            {
                string answer = refused.Response == null ? refused.Message : Read(refused.Response);
                throw new CheckFailed(method + " " + route + " " + body + ": " + answer);
            }
        }

        private static string Read(WebResponse response)
        {
            using (StreamReader reader = new StreamReader(response.GetResponseStream(), Encoding.UTF8)) return reader.ReadToEnd();
        }
    }
}
