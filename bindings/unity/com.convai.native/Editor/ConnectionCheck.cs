using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// Requests one character and describes the result: whether the native library loads, whether the service is reachable, whether
    /// it accepts the API key, and whether the character exists. Does not block: call <see cref="Step"/> in each editor update until
    /// it returns true.
    /// </summary>
    internal sealed class ConnectionCheck : IDisposable
    {
        /// <summary>An id that no character has. The reply still shows that the service is reachable and accepts the key.</summary>
        private const string NoCharacter = "00000000-0000-0000-0000-000000000000";

        private readonly bool connectionOnly;
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private ConvaiNativeClient client;
        private Task<Character> task;

        /// <summary>Starts the check.</summary>
        /// <param name="options">The connection options.</param>
        /// <param name="characterId">The character's id. Null or empty to check only the connection.</param>
        internal ConnectionCheck(ConvaiNativeClientOptions options, string characterId)
        {
            connectionOnly = string.IsNullOrEmpty(characterId);
            try
            {
                EditorEmulator.Complete(options);
                options.BackgroundPump = false;
                client = new ConvaiNativeClient(options);
                task = client.Characters.GetAsync(connectionOnly ? NoCharacter : characterId.Trim());
            }
            catch (Exception failure)
            {
                End(false, failure.Message);
            }
        }

        internal bool IsDone { get; private set; }

        internal bool Good { get; private set; }

        /// <summary>The result as text. Null until the check is done.</summary>
        internal string Message { get; private set; }

        /// <summary>The character, or null if it was not found.</summary>
        internal Character Found { get; private set; }

        /// <summary>Continues the check without blocking.</summary>
        /// <returns>Whether the check is done.</returns>
        internal bool Step()
        {
            if (IsDone) return true;
            client.Pump();
            if (!task.IsCompleted) return false;
            try
            {
                Found = task.GetAwaiter().GetResult();
                End(true, "Connected" + Took() + ". The character is " + Found.Name + ".");
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

        /// <summary>Ends the check. A running check fails.</summary>
        public void Dispose()
        {
            if (!IsDone) End(false, "The check was cancelled.");
        }

        private void Explain(ConvaiNativeException refused)
        {
            if (refused.Code == ConvaiNativeErrorCode.NotFound && connectionOnly)
                End(true, "Connected" + Took() + ". The service accepts the API key.");
            else if (refused.Code == ConvaiNativeErrorCode.NotFound)
                End(false, "Connected" + Took() + ", but no character has this id. Copy it again from the web pages of the service.");
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
