using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Text;

namespace ConvaiNative.Tests
{
    /// <summary>An emulator of the service in its own process, on a free loopback port. Its control routes set faults and read the journal.</summary>
    internal sealed class Emulator : IDisposable
    {
        internal const string PublicCharacter = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

        /// <summary>The API key of all tests. CONVAI_TEST_KEY sets it, so that a caller can search the output for it.</summary>
        internal static readonly string Key = Environment.GetEnvironmentVariable("CONVAI_TEST_KEY") ?? "test-key-0123456789";

        private readonly Process process;

        /// <param name="options">Further options of the command line.</param>
        internal Emulator(string options = "")
        {
            string program = Environment.GetEnvironmentVariable("CONVAI_EMULATOR");
            if (string.IsNullOrEmpty(program)) throw new InvalidOperationException("Set CONVAI_EMULATOR to the path of the emulator.");
            ProcessStartInfo start = new ProcessStartInfo(program, "--voice builtin --until-stdin-closes " + options);
            start.UseShellExecute = false;
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            process = Process.Start(start);
            string first = process.StandardOutput.ReadLine();
            if (first == null) throw new InvalidOperationException("The emulator exited before it printed its address.");
            Address = first.Substring(first.IndexOf("http", StringComparison.Ordinal)).Trim();
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

        /// <summary>Adds a script, which says what a character replies. A reset removes it.</summary>
        internal void Script(string script)
        {
            Control("POST", "/scripts", script);
        }

        internal void Settings(string settings)
        {
            Control("POST", "/settings", settings);
        }

        internal void Clock(string change)
        {
            Control("POST", "/clock", change);
        }

        internal object Last(string path)
        {
            return Json.Parse(Control("GET", "/journal/last?audio=1&path=" + path, null));
        }

        /// <summary>The number of requests since the last reset. Cheap, because it does not read the journal.</summary>
        internal int Received()
        {
            return (int)(double)Json.At(Json.Parse(Control("GET", "/journal/count", null)), "total");
        }

        /// <summary>The number of requests that the client has ended before they were answered.</summary>
        internal int Aborted()
        {
            int aborted = 0;
            foreach (object entry in (System.Collections.Generic.List<object>)Json.Parse(Control("GET", "/journal", null)))
                if ((string)Json.At(entry, "outcome") == "aborted") aborted++;
            return aborted;
        }

        internal int Received(string path)
        {
            return ((System.Collections.Generic.List<object>)Json.Parse(Control("GET", "/journal?path=" + path, null))).Count;
        }

        /// <summary>The received bytes of a form field of the latest request.</summary>
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
