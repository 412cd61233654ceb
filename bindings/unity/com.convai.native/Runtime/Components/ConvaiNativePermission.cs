using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
#if UNITY_ANDROID && !UNITY_EDITOR
using UnityEngine.Android;
#endif

namespace ConvaiNative.Components
{
    /// <summary>
    /// The question whether the game may use the microphone. Yield it in a coroutine or await it; the result is whether the player has
    /// granted it. See <see cref="ConvaiNativeMicrophone.AskPermission"/>.
    /// </summary>
    /// <remarks>Main thread only; no member blocks.</remarks>
    public sealed class ConvaiNativePermission : CustomYieldInstruction
    {
        private readonly TaskCompletionSource<bool> source = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        internal ConvaiNativePermission()
        {
            if (ConvaiNativeMicrophone.HasPermission)
            {
                source.SetResult(true);
                return;
            }
#if UNITY_ANDROID && !UNITY_EDITOR
            // Android calls back on a thread of its own.
            SynchronizationContext main = SynchronizationContext.Current;
            PermissionCallbacks answers = new PermissionCallbacks();
            Action<string> answered = delegate { main.Post(delegate { End(); }, null); };
            answers.PermissionGranted += answered;
            answers.PermissionDenied += answered;
            Permission.RequestUserPermission(Permission.Microphone, answers);
#else
            Application.RequestUserAuthorization(UserAuthorization.Microphone).completed += delegate { End(); };
#endif
        }

        /// <summary>Whether the player has answered.</summary>
        public bool IsDone
        {
            get { return source.Task.IsCompleted; }
        }

        /// <summary>Whether the game may use the microphone. False before the answer.</summary>
        public bool IsGranted
        {
            get { return IsDone && source.Task.Result; }
        }

        /// <summary>True until the player has answered. Coroutines read it.</summary>
        public override bool keepWaiting
        {
            get { return !IsDone; }
        }

        /// <summary>Makes the question awaitable. The await expression returns whether the player has granted it.</summary>
        public TaskAwaiter<bool> GetAwaiter()
        {
            return source.Task.GetAwaiter();
        }

        private void End()
        {
            source.TrySetResult(ConvaiNativeMicrophone.HasPermission);
        }
    }
}
