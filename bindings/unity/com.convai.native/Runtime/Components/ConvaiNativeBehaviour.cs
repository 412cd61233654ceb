using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Debug = UnityEngine.Debug;

namespace ConvaiNative.Components
{
    /// <summary>
    /// The game's connection to the service. Once per frame it completes finished calls on the main thread, within a time budget. A
    /// game has one instance: add it to the first scene to configure it in the inspector, or let the first call create it. The instance
    /// moves to the root of the hierarchy and stays when scenes change.
    /// </summary>
    /// <remarks>
    /// Main thread only. No member blocks, except destroying the component: see <see cref="ConvaiNativeLifecycle.Shutdown"/>.
    /// </remarks>
    [AddComponentMenu("Convai Native/Convai Native")]
    [ConvaiNativeHelp("frames")]
    [DisallowMultipleComponent]
    [DefaultExecutionOrder(-1000)]
    public sealed partial class ConvaiNativeBehaviour : MonoBehaviour
    {
        /// <summary>A failure that the game has not read after this number of frames is logged.</summary>
        private const int FramesToObserve = 10;

        private static ConvaiNativeBehaviour instance;

        [SerializeField]
        [Tooltip("The connection settings. None: the address in the environment variable CONVAI_BASE_URL, else the real service.")]
        private ConvaiNativeSettings settings;

        [SerializeField, Min(1)]
        [Tooltip("The largest number of finished calls that one frame takes from the library.")]
        private int callsPerFrame = 16;

        [SerializeField, Min(0.1f)]
        [Tooltip("The time in milliseconds that one frame may spend on completing calls, including the creation of audio clips and the listeners of your events. Remaining calls wait for the next frame. Every frame completes at least one call.")]
        private float millisecondsPerFrame = 2;

        private readonly List<Job> jobs = new List<Job>();
        private readonly Queue<ConvaiNativeOperation> failures = new Queue<ConvaiNativeOperation>();
        private bool isAutomatic;
        private ConvaiNativeClientOptions options;
        private string apiKey;
        private string authToken;
        private ConvaiNativeClient client;

        /// <summary>
        /// The instance of this game. It is created on first use. Null after <see cref="ConvaiNativeLifecycle.Shutdown"/>, for
        /// instance while the game quits, and in edit mode, where Unity does not update components.
        /// </summary>
        public static ConvaiNativeBehaviour Instance
        {
            get
            {
                if (instance != null || ConvaiNativeLifecycle.Stopped || !Application.isPlaying) return instance;
                ConvaiNativeBehaviour made = new GameObject("Convai Native").AddComponent<ConvaiNativeBehaviour>();
                made.isAutomatic = true;
                return made;
            }
        }

        /// <summary>
        /// The client of the core, for calls that have no method here. It is created on first use. Never null. Its tasks complete in
        /// the update of this component: never wait for them (Wait, Result) on the main thread.
        /// </summary>
        /// <exception cref="ConvaiNativeException">The key is missing, or an option is invalid. The message names it.</exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        /// <exception cref="ObjectDisposedException">Convai Native was shut down.</exception>
        public ConvaiNativeClient Client
        {
            get
            {
                if (IsDuplicate) return instance.Client;
                if (client != null) return client;
                if (ConvaiNativeLifecycle.Stopped) throw new ObjectDisposedException("ConvaiNativeBehaviour", "Convai Native was shut down.");
                ConvaiNativeClientOptions wanted = options ?? (settings != null ? settings.ToOptions() : ConvaiNativeSettings.DefaultOptions());
                if (apiKey != null || authToken != null)
                {
                    wanted.ApiKey = apiKey;
                    wanted.AuthToken = authToken;
                }
                if (string.IsNullOrEmpty(wanted.ApiKey) && string.IsNullOrEmpty(wanted.AuthToken)) wanted.ApiKey = ConvaiNativeKey.Find();
                if (ConvaiNativeKey.EditorConnection != null) ConvaiNativeKey.EditorConnection(wanted);
                wanted.BackgroundPump = false;
                client = new ConvaiNativeClient(wanted);
                client.Logged += RaiseLogged;
                return client;
            }
        }

        /// <summary>
        /// Raised for each call that has ended, if the settings or the options of <see cref="Configure"/> have a log. The entry contains
        /// no API key, text or audio.
        /// </summary>
        public event Action<ConvaiNativeLogEntry> Logged;

        /// <summary>The settings of the inspector. May be null.</summary>
        internal ConvaiNativeSettings Settings
        {
            get { return settings; }
        }

        /// <summary>The number of operations that have not ended.</summary>
        public int Pending
        {
            get { return jobs.Count; }
        }

        /// <summary>The largest number of finished calls that one frame takes from the library. At least 1.</summary>
        public int CallsPerFrame
        {
            get { return callsPerFrame; }
            set { callsPerFrame = Math.Max(1, value); }
        }

        /// <summary>The time in milliseconds that one frame may spend on completing calls. Every frame completes at least one.</summary>
        public float MillisecondsPerFrame
        {
            get { return millisecondsPerFrame; }
            set { millisecondsPerFrame = Math.Max(0, value); }
        }

        /// <summary>
        /// Sets the connection options in code instead of a settings asset. Running calls end as cancelled.
        /// </summary>
        /// <param name="wanted">The options. If they have neither an API key nor an auth token, <see cref="ConvaiNativeKey"/> provides the key.</param>
        /// <exception cref="ArgumentNullException"><paramref name="wanted"/> is null.</exception>
        public void Configure(ConvaiNativeClientOptions wanted)
        {
            if (wanted == null) throw new ArgumentNullException("wanted");
            if (IsDuplicate)
            {
                instance.Configure(wanted);
                return;
            }
            options = wanted;
            apiKey = authToken = null;
            Close();
        }

        /// <summary>
        /// Replaces the API key or the auth token, for calls that start from now on: for instance with a token of your server before the
        /// old one expires. Running calls keep theirs, and conversations go on. Exactly one of the two is set.
        /// </summary>
        /// <param name="apiKey">The API key, or null.</param>
        /// <param name="authToken">The auth token, or null.</param>
        /// <exception cref="ArgumentException">Both or neither are set.</exception>
        /// <exception cref="ConvaiNativeException">The key or the token is invalid. The old one stays.</exception>
        public void SetCredentials(string apiKey = null, string authToken = null)
        {
            if (string.IsNullOrEmpty(apiKey) == string.IsNullOrEmpty(authToken))
                throw new ArgumentException("Set exactly one of apiKey and authToken.");
            if (IsDuplicate)
            {
                instance.SetCredentials(apiKey, authToken);
                return;
            }
            if (client != null) client.SetCredentials(apiKey, authToken);
            this.apiKey = NotEmpty(apiKey);
            this.authToken = NotEmpty(authToken);
        }

        /// <summary>
        /// Makes further calls use new connections. Call it when the network has changed, for instance after the device has left
        /// Wi-Fi. Running calls continue.
        /// </summary>
        public void ResetConnections()
        {
            if (client != null) client.ResetConnections();
        }

        /// <summary>
        /// Starts a call of the core as an operation, which can be yielded in a coroutine or awaited:
        /// <c>ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(id, token))</c>.
        /// </summary>
        /// <param name="call">Starts the call. Pass the token to the call, so that the operation's Cancel method can cancel it.</param>
        /// <returns>The operation. Never null. If the call cannot be started, the operation fails in the next update.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
        public static ConvaiNativeOperation<T> Run<T>(Func<ConvaiNativeClient, CancellationToken, Task<T>> call)
        {
            if (call == null) throw new ArgumentNullException("call");
            return Run(delegate (ConvaiNativeClient core, ConvaiNativeOperation operation) { return call(core, operation.Token); }, delegate (T value) { return value; });
        }

        /// <summary>
        /// Starts a call of the core as an operation whose <see cref="ConvaiNativeOperation.Progress"/> is known:
        /// <c>Run((client, token, progress) => client.Characters.GetAsync(id, token, new CallOptions { Progress = progress }))</c>.
        /// </summary>
        /// <param name="call">Starts the call. Pass the token and the progress to the call.</param>
        /// <returns>The operation. Never null. If the call cannot be started, the operation fails in the next update.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
        public static ConvaiNativeOperation<T> Run<T>(Func<ConvaiNativeClient, CancellationToken, IProgress<CallProgress>, Task<T>> call)
        {
            if (call == null) throw new ArgumentNullException("call");
            return Run(delegate (ConvaiNativeClient core, ConvaiNativeOperation operation) { return call(core, operation.Token, operation.Reporter(null)); }, delegate (T value) { return value; });
        }

        internal static ConvaiNativeOperation<T> Run<TCore, T>(Func<ConvaiNativeClient, ConvaiNativeOperation, Task<TCore>> call, Func<TCore, T> convert)
        {
            ConvaiNativeBehaviour behaviour = Instance;
            if (behaviour != null) return behaviour.Begin(call, convert);
            return ConvaiNativeOperation<T>.Failed(Application.isPlaying
                ? (Exception)new OperationCanceledException("Convai Native was shut down.")
                : new InvalidOperationException("The components of Convai Native work only in play mode. In an editor script, create a ConvaiNativeClient, and call its Pump method in EditorApplication.update."));
        }

        /// <summary>Starts an operation that uses no client, for the fakes of tests.</summary>
        internal static ConvaiNativeOperation<T> RunWithoutClient<TCore, T>(Func<Task<TCore>> call, Func<TCore, T> convert)
        {
            ConvaiNativeBehaviour behaviour = Instance;
            if (behaviour == null) return ConvaiNativeOperation<T>.Failed(new OperationCanceledException("Convai Native was shut down."));
            return behaviour.Begin(delegate { return call(); }, convert, false);
        }

        /// <summary>Whether a client is the current one. Configure replaces the client.</summary>
        internal static bool IsCurrent(ConvaiNativeClient asked)
        {
            return instance != null && asked != null && instance.client == asked;
        }

        private ConvaiNativeOperation<T> Begin<TCore, T>(Func<ConvaiNativeClient, ConvaiNativeOperation, Task<TCore>> call, Func<TCore, T> convert, bool withClient = true)
        {
            ConvaiNativeOperation<T> operation = new ConvaiNativeOperation<T>();
            Task<TCore> task;
            try
            {
                task = withClient && MustWait() ? Later(call, operation) : call(withClient ? Client : null, operation);
            }
            catch (Exception failure)
            {
                // For instance a missing key or library. The operation fails in the next update, like every other failure.
                task = Task.FromException<TCore>(failure);
            }
            jobs.Add(new Job<TCore, T>(task, convert, operation));
            return operation;
        }

        private static string NotEmpty(string text)
        {
            return string.IsNullOrEmpty(text) ? null : text;
        }

        private void RaiseLogged(ConvaiNativeLogEntry entry)
        {
            if (options == null && settings != null && settings.LogCalls) Debug.Log("Convai Native: " + entry);
            Listeners.Raise(Logged, entry);
        }

        /// <summary>Whether another component is the instance. Unity destroys this one at the end of the frame.</summary>
        private bool IsDuplicate
        {
            get { return instance != null && instance != this; }
        }

        private void Awake()
        {
            if (IsDuplicate)
            {
                // The next scene has another instance. The first one stays, because it may have running calls.
                instance.TakeSettings(this);
                Destroy(this);
                return;
            }
            instance = this;
            // Unity keeps only objects without a parent.
            if (transform.parent != null) transform.SetParent(null);
            DontDestroyOnLoad(gameObject);
        }

        /// <summary>Takes the settings of a component in a scene, if this instance was created by a call and has none of its own.</summary>
        private void TakeSettings(ConvaiNativeBehaviour other)
        {
            if (other.settings == null || other.settings == settings) return;
            if (settings != null || options != null || jobs.Count > 0)
            {
                Debug.LogWarning("Convai Native: the settings of \"" + other.name + "\" are not used, because the game is connected already. Add the component to the first scene, or call ConvaiNativeBehaviour.Instance.Configure with the settings' ToOptions().", settings != null ? this : other);
                return;
            }
            settings = other.settings;
            if (isAutomatic)
            {
                callsPerFrame = other.callsPerFrame;
                millisecondsPerFrame = other.millisecondsPerFrame;
            }
            Close();
        }

        private void Update()
        {
            UpdateCredentials();
            if (client != null) client.Pump(callsPerFrame);
            EndReadyJobs();
            while (failures.Count > 0 && Time.frameCount - failures.Peek().EndedInFrame > FramesToObserve)
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
                // The job is removed first, because event listeners may start calls or close the connection.
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

        /// <summary>Disposes of the client and ends every operation. May be called again.</summary>
        /// <param name="wait">Whether to wait for the threads of the library.</param>
        private void Close(bool wait = true)
        {
            StopAsking();
            waiting.Clear();
            ConvaiNativeClient closing = client;
            client = null;
            if (closing != null && !wait) closing.Close(TimeSpan.Zero);
            if (closing != null) closing.Dispose();
            Job[] left = jobs.ToArray();
            jobs.Clear();
            foreach (Job job in left) End(job);
            while (failures.Count > 0) failures.Dequeue().WarnIfUnobserved();
        }

        /// <summary>Closes the instance, if there is one, without waiting for the threads of the library. Creates none.</summary>
        internal static void CloseInstance()
        {
            ConvaiNativeBehaviour closing = instance;
            instance = null;
            // ReferenceEquals, because Unity compares a destroyed object equal to null, and its client must be closed too.
            if (!ReferenceEquals(closing, null)) closing.Close(false);
        }
    }
}
