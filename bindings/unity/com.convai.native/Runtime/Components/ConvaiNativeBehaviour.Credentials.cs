using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Debug = UnityEngine.Debug;

namespace ConvaiNative.Components
{
    public sealed partial class ConvaiNativeBehaviour
    {
        /// <summary>A token is replaced when this part of its time is left, and at the latest this many seconds before its end.</summary>
        private const float TimeLeft = 0.1f;
        private const float LongestTimeLeft = 60;

        /// <summary>If the provider fails while a token is still valid, it is asked again after this time in seconds.</summary>
        private const float AskAgainSeconds = 5;

        /// <summary>The calls that wait for the provider, in their order. They get its failure, or null and start.</summary>
        private readonly Queue<Action<Exception>> waiting = new Queue<Action<Exception>>();

        private Task<ConvaiNativeCredentials> asked;
        private CancellationTokenSource asking;
        private float askAt = float.PositiveInfinity;

        /// <summary>Whether a call would wait for <see cref="ConvaiNativeKey.ProviderAsync"/> now. Asks it if that was not done yet.</summary>
        internal static bool WaitsForCredentials()
        {
            ConvaiNativeBehaviour behaviour = Instance;
            return behaviour != null && behaviour.MustWait();
        }

        private bool MustWait()
        {
            if (waiting.Count > 0) return true;
            if (client != null || apiKey != null || authToken != null || ConvaiNativeKey.ProviderAsync == null) return false;
            if (options != null && !(string.IsNullOrEmpty(options.ApiKey) && string.IsNullOrEmpty(options.AuthToken))) return false;
            Ask();
            return true;
        }

        private void Ask()
        {
            if (asked != null) return;
            asking = new CancellationTokenSource();
            try
            {
                asked = ConvaiNativeKey.ProviderAsync(asking.Token) ?? Task.FromResult<ConvaiNativeCredentials>(null);
            }
            catch (Exception failure)
            {
                asked = Task.FromException<ConvaiNativeCredentials>(failure);
            }
        }

        /// <summary>Takes what the provider has returned, and starts the calls that wait. Called in each frame.</summary>
        private void UpdateCredentials()
        {
            if (asked == null && Time.realtimeSinceStartup >= askAt && ConvaiNativeKey.ProviderAsync != null) Ask();
            if (asked == null || !asked.IsCompleted) return;
            Exception failure = Take();
            Action<Exception>[] starts = waiting.ToArray();
            waiting.Clear();
            foreach (Action<Exception> start in starts) start(failure);
        }

        private Exception Take()
        {
            Task<ConvaiNativeCredentials> answer = asked;
            StopAsking();
            try
            {
                ConvaiNativeCredentials given = answer.GetAwaiter().GetResult();
                if (given == null) throw new InvalidOperationException("ConvaiNativeKey.ProviderAsync returned null. Return ConvaiNativeCredentials.FromToken or FromKey.");
                SetCredentials(given.ApiKey, given.AuthToken);
                if (given.ValidFor.HasValue)
                {
                    float seconds = (float)given.ValidFor.Value.TotalSeconds;
                    askAt = Time.realtimeSinceStartup + seconds - Math.Min(seconds * TimeLeft, LongestTimeLeft);
                }
                return null;
            }
            catch (Exception failure)
            {
                if (client != null)
                {
                    Debug.LogWarning("Convai Native: ConvaiNativeKey.ProviderAsync failed, and is asked again: " + failure.Message);
                    askAt = Time.realtimeSinceStartup + AskAgainSeconds;
                }
                return failure;
            }
        }

        /// <summary>Forgets the question. A provider that runs is cancelled.</summary>
        private void StopAsking()
        {
            if (asking != null)
            {
                if (!asked.IsCompleted) asking.Cancel();
                asking.Dispose();
            }
            asking = null;
            asked = null;
            askAt = float.PositiveInfinity;
        }

        /// <summary>A task of a call that starts when the credentials are there.</summary>
        private Task<T> Later<T>(Func<ConvaiNativeClient, ConvaiNativeOperation, Task<T>> call, ConvaiNativeOperation operation)
        {
            TaskCompletionSource<T> source = new TaskCompletionSource<T>();
            operation.Token.Register(delegate { source.TrySetCanceled(); });
            waiting.Enqueue(delegate (Exception failure)
            {
                if (source.Task.IsCompleted) return;
                try
                {
                    if (failure != null) source.TrySetException(failure);
                    else call(Client, operation).ContinueWith(delegate (Task<T> ended) { Pass(ended, source); }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                }
                catch (Exception refused)
                {
                    source.TrySetException(refused);
                }
            });
            return source.Task;
        }

        private static void Pass<T>(Task<T> ended, TaskCompletionSource<T> source)
        {
            if (ended.IsCanceled) source.TrySetCanceled();
            else if (ended.IsFaulted) source.TrySetException(ended.Exception.InnerExceptions);
            else source.TrySetResult(ended.Result);
        }
    }
}
