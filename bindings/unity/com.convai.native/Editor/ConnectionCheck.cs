using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// Asks the service for one character and says in words what that shows: whether the library fits, whether the
    /// service is reached, whether it takes the key, whether there is such a character. Call <see cref="Step"/> until it
    /// is done: the editor does so in its update, so nothing stands still.
    /// </summary>
    internal sealed class ConnectionCheck : IDisposable
    {
        /// <summary>No character has this id; the service's answer to it shows that it was reached and takes the key.</summary>
        private const string Nobody = "00000000-0000-0000-0000-000000000000";

        private readonly bool asksForNobody;
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private ConvaiNativeClient client;
        private Task<Character> task;

        /// <summary>Starts it.</summary>
        /// <param name="options">How to reach the service.</param>
        /// <param name="characterId">Whom to ask for, or null to learn about the connection alone.</param>
        internal ConnectionCheck(ConvaiNativeClientOptions options, string characterId)
        {
            asksForNobody = string.IsNullOrEmpty(characterId);
            try
            {
                options.BackgroundPump = false;
                client = new ConvaiNativeClient(options);
                task = client.Characters.GetAsync(asksForNobody ? Nobody : characterId.Trim());
            }
            catch (Exception trouble)
            {
                End(false, trouble.Message);
            }
        }

        internal bool IsDone { get; private set; }

        internal bool Good { get; private set; }

        /// <summary>What came out, in a sentence. Null while it is under way.</summary>
        internal string Message { get; private set; }

        /// <summary>The character that was asked for, or null.</summary>
        internal Character Found { get; private set; }

        /// <summary>Goes on without waiting.</summary>
        /// <returns>Whether it is done.</returns>
        internal bool Step()
        {
            if (IsDone) return true;
            client.Pump();
            if (!task.IsCompleted) return false;
            try
            {
                Found = task.GetAwaiter().GetResult();
                End(true, "Connected" + Took() + ". This is " + Found.Name + ".");
            }
            catch (ConvaiNativeException refused)
            {
                Explain(refused);
            }
            catch (OperationCanceledException)
            {
                End(false, "The check was cancelled.");
            }
            return true;
        }

        /// <summary>Ends it; where it is under way, it ends as not good.</summary>
        public void Dispose()
        {
            if (!IsDone) End(false, "The check was cancelled.");
        }

        private void Explain(ConvaiNativeException refused)
        {
            if (refused.Code == ConvaiNativeErrorCode.NotFound && asksForNobody)
                End(true, "Connected" + Took() + ". The service takes the key.");
            else if (refused.Code == ConvaiNativeErrorCode.NotFound)
                End(false, "Connected" + Took() + ", but there is no such character.");
            else
                End(false, refused.Code + (refused.HttpStatus == 0 ? "" : " (HTTP " + refused.HttpStatus + ")") + ": " + refused.Message);
        }

        private string Took()
        {
            return " in " + watch.ElapsedMilliseconds + " ms, library " + ConvaiNativeLibrary.Version;
        }

        private void End(bool good, string message)
        {
            Good = good;
            Message = message;
            IsDone = true;
            if (client != null) client.Dispose();
        }
    }
}
