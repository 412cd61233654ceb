// Measures the time per call of the C# wrapper and of the HTTP clients of Mono. Prints the figures as JSON.
//
//     Clients.exe CLIENT WORKLOAD BASE_URL CALLS WARM_UP
//     Clients.exe unload BASE_URL ROUNDS                   see Unload.cs

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
using ConvaiNative;

[DataContract]
internal sealed class ReplyFields
{
    [DataMember(Name = "text")] public string Text = null;
    [DataMember(Name = "audio")] public string Audio = null;
}

internal static class Clients
{
    private const string Character = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const int ReplyWavBytes = 1 << 20;
    private const int SpokenBytes = 204800;

    private static void Main(string[] arguments)
    {
        if (arguments[0] == "unload")
        {
            Unload.Measure(arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture));
            Environment.Exit(0);
        }
        Action call = Open(arguments[0], arguments[1], arguments[2]);
        int calls = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        for (int i = int.Parse(arguments[4], CultureInfo.InvariantCulture); i > 0; i--)
            call();
        Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        var times = new List<double>();
        for (int i = 0; i < calls; i++)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            times.Add((Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency);
        }
        process.Refresh();
        double cpu = (process.TotalProcessorTime - before).TotalMilliseconds * 1e6 / calls;
        times.Sort();
        Func<double, string> whole = value => value.ToString("F0", CultureInfo.InvariantCulture);
        Console.WriteLine("{\"median_ns\": " + whole(times[calls / 2]) + ", \"p99_ns\": " + whole(times[calls * 99 / 100]) +
                          ", \"cpu_ns\": " + whole(cpu) + "}");
        Environment.Exit(0);
    }

    private static Action Open(string client, string workload, string baseUrl)
    {
        switch (client)
        {
            case "convai": return Wrapper(workload, baseUrl);
            case "HttpClient": return Http(workload, baseUrl);
            case "HttpWebRequest": return WebRequests(workload, baseUrl);
            default: throw new ArgumentException(client);
        }
    }

    private static Action Wrapper(string workload, string baseUrl)
    {
        var client = new ConvaiNativeClient(new ConvaiNativeClientOptions { ApiKey = Key, BaseUrl = baseUrl });
        var conversation = client.StartConversation(Character);
        var samples = new PcmAudio(new short[(SpokenBytes - 44) / 2], 16000);
        var voice = new TurnOptions { Voice = workload == "audio" };
        return () =>
        {
            using (Reply reply = workload == "spoken"
                ? conversation.Say(samples, default(System.Threading.CancellationToken), voice)
                : conversation.Say("What is your name?", default(System.Threading.CancellationToken), voice))
                Check(reply.Text, workload != "audio" || reply.Audio.Frames == (ReplyWavBytes - 44) / 2);
        };
    }

    private static Action Http(string workload, string baseUrl)
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.Add("CONVAI-API-KEY", Key);
        byte[] wav = new byte[SpokenBytes];
        return () =>
        {
            using (var form = new MultipartFormDataContent())
            {
                foreach (var field in Fields(workload))
                    form.Add(new StringContent(field.Value), "\"" + field.Key + "\"");
                if (workload == "spoken")
                    form.Add(new ByteArrayContent(wav), "\"file\"", "\"audio.wav\"");
                using (var response = client.PostAsync(baseUrl + "/character/getResponse", form).Result)
                {
                    response.EnsureSuccessStatusCode();
                    Read(response.Content.ReadAsStreamAsync().Result, workload);
                }
            }
        };
    }

    private static Action WebRequests(string workload, string baseUrl)
    {
        byte[] wav = new byte[SpokenBytes];
        return () =>
        {
            const string boundary = "----b7f3a05c4e9d4f6c";
            var body = new MemoryStream();
            Action<string> write = text => { byte[] bytes = Encoding.UTF8.GetBytes(text); body.Write(bytes, 0, bytes.Length); };
            foreach (var field in Fields(workload))
                write("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field.Key + "\"\r\n\r\n" + field.Value + "\r\n");
            if (workload == "spoken")
            {
                write("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"audio.wav\"\r\n" +
                      "Content-Type: audio/wav\r\n\r\n");
                body.Write(wav, 0, wav.Length);
                write("\r\n");
            }
            write("--" + boundary + "--\r\n");

            var request = (HttpWebRequest)WebRequest.Create(baseUrl + "/character/getResponse");
            request.Method = "POST";
            request.Proxy = null;
            request.ServicePoint.Expect100Continue = false;
            request.ServicePoint.UseNagleAlgorithm = false;
            request.Headers.Add("CONVAI-API-KEY", Key);
            request.ContentType = "multipart/form-data; boundary=" + boundary;
            request.ContentLength = body.Length;
            using (Stream stream = request.GetRequestStream())
                stream.Write(body.GetBuffer(), 0, (int)body.Length);
            using (var response = request.GetResponse())
                Read(response.GetResponseStream(), workload);
        };
    }

    private static Dictionary<string, string> Fields(string workload)
    {
        var fields = new Dictionary<string, string>
        {
            { "charID", Character },
            { "sessionID", "-1" },
            { "voiceResponse", workload == "audio" ? "True" : "False" }
        };
        if (workload != "spoken")
            fields["userText"] = "What is your name?";
        return fields;
    }

    private static readonly DataContractJsonSerializer Json = new DataContractJsonSerializer(typeof(ReplyFields));

    private static void Read(Stream stream, string workload)
    {
        var reply = (ReplyFields)Json.ReadObject(stream);
        Check(reply.Text, workload != "audio" || System.Convert.FromBase64String(reply.Audio).Length == ReplyWavBytes);
    }

    private static void Check(string text, bool audio)
    {
        if (string.IsNullOrEmpty(text) || !audio)
            throw new InvalidOperationException("the reply is incomplete");
    }
}
