using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace Convai.Unity
{
    /// <summary>
    /// The game's connection to its characters, and the pump that ends calls on the main thread, once a frame and within
    /// a budget. One for the whole game: put it into the first scene to set it up, or let it be made when it is needed.
    /// </summary>
    /// <remarks>Main thread only. Nothing blocks, but for the end: see <see cref="ConvaiLifecycle.Shutdown"/>.</remarks>
    [AddComponentMenu("Convai/Convai")]
    [DisallowMultipleComponent]
    [DefaultExecutionOrder(-1000)]
    public sealed class ConvaiBehaviour : MonoBehaviour
    {
        /// <summary>How many frames a failure waits for somebody to look at it, before it is logged.</summary>
        private const int FramesToLook = 10;

        private static ConvaiBehaviour instance;

        [SerializeField]
        [Tooltip("How the service is reached. None: Convai itself, or CONVAI_BASE_URL where that environment variable is set.")]
        private ConvaiSettings settings;

        [SerializeField, Min(1)]
        [Tooltip("How many finished calls are taken from the library in one frame, at the most.")]
        private int callsPerFrame = 16;

        [SerializeField, Min(0.1f)]
        [Tooltip("How many milliseconds of a frame may be spent on ending calls: making clips, and what your events do. What is left waits for the next frame. One call is always ended.")]
        private float millisecondsPerFrame = 2;

        private readonly List<Job> jobs = new List<Job>();
        private readonly Queue<ConvaiOperation> failures = new Queue<ConvaiOperation>();
        private ConvaiClientOptions options;
        private ConvaiClient client;

        /// <summary>
        /// The one of this game; it is made if there is none. Null after <see cref="ConvaiLifecycle.Shutdown"/>, that is
        /// while the game quits.
        /// </summary>
        public static ConvaiBehaviour Instance
        {
            get
            {
                if (instance != null || ConvaiLifecycle.Stopped) return instance;
                return new GameObject("Convai").AddComponent<ConvaiBehaviour>();
            }
        }

        /// <summary>
        /// The client of the core, for what has no method here. It is made when it is first asked for. Its tasks end in
        /// this component's update: never wait for them on the main thread.
        /// </summary>
        /// <exception cref="ConvaiException">There is no key, or an option is unusable; the message names it.</exception>
        /// <exception cref="ConvaiLibraryException">The native library is missing, or of another version.</exception>
        public ConvaiClient Client
        {
            get
            {
                if (client != null) return client;
                if (ConvaiLifecycle.Stopped) throw new ObjectDisposedException("ConvaiBehaviour", "Convai was shut down.");
                ConvaiClientOptions wanted = options ?? (settings != null ? settings.ToOptions() : new ConvaiClientOptions());
                if (string.IsNullOrEmpty(wanted.ApiKey)) wanted.ApiKey = ConvaiKey.Find();
                wanted.BackgroundPump = false;
                return client = new ConvaiClient(wanted);
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
        /// <param name="wanted">What to use from now on. Its key may be null: then <see cref="ConvaiKey"/> is asked.</param>
        public void Configure(ConvaiClientOptions wanted)
        {
            if (wanted == null) throw new ArgumentNullException("wanted");
            options = wanted;
            Close();
        }

        /// <summary>
        /// Runs a call of the core as an operation, which can be yielded and awaited:
        /// <c>ConvaiBehaviour.Run((client, token) => client.Characters.GetAsync(id, token))</c>.
        /// </summary>
        /// <param name="call">Starts the call. The token is the one that the operation's Cancel uses: pass it on.</param>
        /// <returns>An operation, always: where the call cannot be started, it has failed already.</returns>
        public static ConvaiOperation<T> Run<T>(Func<ConvaiClient, CancellationToken, Task<T>> call)
        {
            return Run(call, delegate (T value) { return value; });
        }

        internal static ConvaiOperation<T> Run<TCore, T>(Func<ConvaiClient, CancellationToken, Task<TCore>> call, Func<TCore, T> convert)
        {
            if (call == null) throw new ArgumentNullException("call");
            ConvaiBehaviour home = Instance;
            if (home == null) return ConvaiOperation<T>.Failed(new OperationCanceledException("Convai was shut down."));
            return home.Begin(call, convert);
        }

        /// <summary>Whether a client is the one that is in use: another takes its place when the connection is set up anew.</summary>
        internal static bool IsCurrent(ConvaiClient asked)
        {
            return instance != null && asked != null && instance.client == asked;
        }

        private ConvaiOperation<T> Begin<TCore, T>(Func<ConvaiClient, CancellationToken, Task<TCore>> call, Func<TCore, T> convert)
        {
            ConvaiOperation<T> operation = new ConvaiOperation<T>();
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
            ConvaiClient closing = client;
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
            ConvaiBehaviour closing = instance;
            instance = null;
            // Also where Unity has destroyed the object: what it holds of ours is there all the same.
            if (!ReferenceEquals(closing, null)) closing.Close();
        }
    }
}
