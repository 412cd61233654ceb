using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// The game's connection to its characters, and the pump that ends calls on the main thread, once a frame and within
    /// a budget. One for the whole game: put it into the first scene to set it up, or let it be made when it is needed.
    /// </summary>
    /// <remarks>Main thread only. Nothing blocks, but for the end: see <see cref="ConvaiNativeLifecycle.Shutdown"/>.</remarks>
    [AddComponentMenu("Convai Native/Convai Native")]
    [DisallowMultipleComponent]
    [DefaultExecutionOrder(-1000)]
    public sealed class ConvaiNativeBehaviour : MonoBehaviour
    {
        /// <summary>How many frames a failure waits for somebody to look at it, before it is logged.</summary>
        private const int FramesToLook = 10;

        private static ConvaiNativeBehaviour instance;

        [SerializeField]
        [Tooltip("How the service is reached. None: Convai itself, or CONVAI_BASE_URL where that environment variable is set.")]
        private ConvaiNativeSettings settings;

        [SerializeField, Min(1)]
        [Tooltip("How many finished calls are taken from the library in one frame, at the most.")]
        private int callsPerFrame = 16;

        [SerializeField, Min(0.1f)]
        [Tooltip("How many milliseconds of a frame may be spent on ending calls: making clips, and what your events do. What is left waits for the next frame. One call is always ended.")]
        private float millisecondsPerFrame = 2;

        private readonly List<Job> jobs = new List<Job>();
        private readonly Queue<ConvaiNativeOperation> failures = new Queue<ConvaiNativeOperation>();
        private ConvaiNativeClientOptions options;
        private ConvaiNativeClient client;

        /// <summary>
        /// The one of this game; it is made if there is none. Null after <see cref="ConvaiNativeLifecycle.Shutdown"/>, that is
        /// while the game quits.
        /// </summary>
        public static ConvaiNativeBehaviour Instance
        {
            get
            {
                if (instance != null || ConvaiNativeLifecycle.Stopped) return instance;
                return new GameObject("Convai Native").AddComponent<ConvaiNativeBehaviour>();
            }
        }

        /// <summary>
        /// The client of the core, for what has no method here. It is made when it is first asked for. Its tasks end in
        /// this component's update: never wait for them on the main thread.
        /// </summary>
        /// <exception cref="ConvaiNativeException">There is no key, or an option is unusable; the message names it.</exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing, or of another version.</exception>
        public ConvaiNativeClient Client
        {
            get
            {
                if (client != null) return client;
                if (ConvaiNativeLifecycle.Stopped) throw new ObjectDisposedException("ConvaiNativeBehaviour", "Convai Native was shut down.");
                ConvaiNativeClientOptions wanted = options ?? (settings != null ? settings.ToOptions() : new ConvaiNativeClientOptions());
                if (string.IsNullOrEmpty(wanted.ApiKey)) wanted.ApiKey = ConvaiNativeKey.Find();
                wanted.BackgroundPump = false;
                return client = new ConvaiNativeClient(wanted);
            }
        }

        /// <summary>How many operations have not ended.</summary>
        public int Pending
        {
            get { return jobs.Count; }
        }

        /// <summary>How many finished calls are taken from the library in one frame, at the most. 1 or more.</summary>
        public int CallsPerFrame
        {
            get { return callsPerFrame; }
            set { callsPerFrame = Math.Max(1, value); }
        }

        /// <summary>How many milliseconds of a frame may be spent on ending calls. One is always ended.</summary>
        public float MillisecondsPerFrame
        {
            get { return millisecondsPerFrame; }
            set { millisecondsPerFrame = Math.Max(0, value); }
        }

        /// <summary>
        /// Sets the connection up in code, in place of the settings asset. Calls that are under way end as cancelled.
        /// </summary>
        /// <param name="wanted">What to use from now on. Its key may be null: then <see cref="ConvaiNativeKey"/> is asked.</param>
        public void Configure(ConvaiNativeClientOptions wanted)
        {
            if (wanted == null) throw new ArgumentNullException("wanted");
            options = wanted;
            Close();
        }

        /// <summary>
        /// Runs a call of the core as an operation, which can be yielded and awaited:
        /// <c>ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(id, token))</c>.
        /// </summary>
        /// <param name="call">Starts the call. The token is the one that the operation's Cancel uses: pass it on.</param>
        /// <returns>An operation, always: where the call cannot be started, it has failed already.</returns>
        public static ConvaiNativeOperation<T> Run<T>(Func<ConvaiNativeClient, CancellationToken, Task<T>> call)
        {
            return Run(call, delegate (T value) { return value; });
        }

        internal static ConvaiNativeOperation<T> Run<TCore, T>(Func<ConvaiNativeClient, CancellationToken, Task<TCore>> call, Func<TCore, T> convert)
        {
            if (call == null) throw new ArgumentNullException("call");
            ConvaiNativeBehaviour home = Instance;
            if (home == null) return ConvaiNativeOperation<T>.Failed(new OperationCanceledException("Convai Native was shut down."));
            return home.Begin(call, convert);
        }

        /// <summary>Whether a client is the one that is in use: another takes its place when the connection is set up anew.</summary>
        internal static bool IsCurrent(ConvaiNativeClient asked)
        {
            return instance != null && asked != null && instance.client == asked;
        }

        private ConvaiNativeOperation<T> Begin<TCore, T>(Func<ConvaiNativeClient, CancellationToken, Task<TCore>> call, Func<TCore, T> convert)
        {
            ConvaiNativeOperation<T> operation = new ConvaiNativeOperation<T>();
            Task<TCore> task;
            try
            {
                task = call(Client, operation.Token);
            }
            catch (Exception failure)
            {
                // No key, no library, an empty text: it ends like every other failure, in the next update.
                task = Task.FromException<TCore>(failure);
            }
            jobs.Add(new Job<TCore, T>(task, convert, operation));
            return operation;
        }

        private void Awake()
        {
            if (instance != null && instance != this)
            {
                // The next scene brought another one: the first stays, as calls may be under way in it.
                Destroy(this);
                return;
            }
            instance = this;
            if (transform.parent == null) DontDestroyOnLoad(gameObject);
        }

        private void Update()
        {
            if (client != null) client.Pump(callsPerFrame);
            EndReadyJobs();
            while (failures.Count > 0 && Time.frameCount - failures.Peek().EndedInFrame > FramesToLook)
                failures.Dequeue().WarnIfUnobserved();
        }

        private void OnDestroy()
        {
            if (instance != this) return;
            instance = null;
            Close();
        }

        private void EndReadyJobs()
        {
            if (jobs.Count == 0) return;
            long limit = Stopwatch.GetTimestamp() + (long)(millisecondsPerFrame * Stopwatch.Frequency / 1000);
            for (int index = 0; index < jobs.Count;)
            {
                Job job = jobs[index];
                if (!job.Ready)
                {
                    index++;
                    continue;
                }
                // Taken out first: what its events do may start calls, or close all of them.
                jobs.RemoveAt(index);
                End(job);
                if (Stopwatch.GetTimestamp() >= limit) return;
            }
        }

        private void End(Job job)
        {
            job.End();
            if (!job.Operation.Observed && !job.Operation.Succeeded) failures.Enqueue(job.Operation);
        }

        /// <summary>Ends the client and every operation. May be called again.</summary>
        internal void Close()
        {
            ConvaiNativeClient closing = client;
            client = null;
            if (closing != null) closing.Dispose();
            Job[] left = jobs.ToArray();
            jobs.Clear();
            foreach (Job job in left) End(job);
            while (failures.Count > 0) failures.Dequeue().WarnIfUnobserved();
        }

        /// <summary>Closes the one that there is, without making one, and forgets it.</summary>
        internal static void CloseInstance()
        {
            ConvaiNativeBehaviour closing = instance;
            instance = null;
            // Also where Unity has destroyed the object: what it holds of ours is there all the same.
            if (!ReferenceEquals(closing, null)) closing.Close();
        }
    }
}
