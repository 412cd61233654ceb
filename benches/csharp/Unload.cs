// Measures the unload of an application domain, which Unity's editor does whenever it reloads the code of a game.
//
//     Clients.exe unload BASE_URL ROUNDS
//
// The server must not answer. Prints the milliseconds of each round as JSON: of a domain with three running requests, and of one
// with two waiting threads and without the library.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using ConvaiNative;

internal static class Unload
{
    internal static void Measure(string baseUrl, int rounds)
    {
        List<string> with = new List<string>();
        List<string> without = new List<string>();
        // The first round of each loads what later ones share.
        for (int round = 0; round <= rounds; round++)
        {
            string waiting = Time<Waiting>(baseUrl);
            string game = Time<Game>(baseUrl);
            if (round == 0) continue;
            without.Add(waiting);
            with.Add(game);
        }
        Console.WriteLine("{\"with\": [" + string.Join(", ", with) + "], \"without\": [" + string.Join(", ", without) + "]}");
    }

    private static string Time<T>(string baseUrl) where T : Program
    {
        AppDomain domain = AppDomain.CreateDomain(typeof(T).Name);
        Program program = (Program)domain.CreateInstanceAndUnwrap(typeof(T).Assembly.FullName, typeof(T).FullName);
        program.Start(baseUrl);
        Stopwatch watch = Stopwatch.StartNew();
        AppDomain.Unload(domain);
        return watch.Elapsed.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture);
    }

    /// <summary>What runs in the other domain.</summary>
    public abstract class Program : MarshalByRefObject
    {
        public abstract void Start(string baseUrl);
    }

    public sealed class Game : Program
    {
        public override void Start(string baseUrl)
        {
            ConvaiNativeClientOptions options = new ConvaiNativeClientOptions
            {
                ApiKey = "0123456789abcdef0123456789abcdef",
                BaseUrl = baseUrl,
                Proxy = "direct",
                BackgroundPump = true,
            };
            ConvaiNativeClient client = new ConvaiNativeClient(options);
            for (int number = 0; number < 3; number++) client.Characters.GetAsync("character");
            while (client.Pending < 3) Thread.Sleep(1);
            // Time for the requests to reach the server.
            Thread.Sleep(20);
        }
    }

    public sealed class Waiting : Program
    {
        public override void Start(string baseUrl)
        {
            for (int number = 0; number < 2; number++)
            {
                Thread thread = new Thread(delegate () { Thread.Sleep(Timeout.Infinite); });
                thread.IsBackground = true;
                thread.Start();
            }
            Thread.Sleep(20);
        }
    }
}
