using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;
using UnityEngine.Events;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The behaviour of the stubs of the engine.</summary>
    internal static class StandInTests
    {
        internal static void List()
        {
            Program.Add("stand-in: an exception of a listener leaves Invoke, and the listeners that follow are not called", ThrowingEvent);
            Program.Add("stand-in: a listener that is added by a listener waits, and one that is removed is still called", ChangedEvent);
            Program.Add("stand-in: a method of a destroyed object is not called", DestroyedListener);
            Program.Add("stand-in: in edit mode a component gets no messages, and objects are not destroyed later", EditMode);
            Program.Add("stand-in: a microphone refuses an unknown device, a length and a rate of 0", UnknownDevice);
            Program.Add("stand-in: the position of a microphone is 0 until the device has started", Position);
            Program.Add("stand-in: the player answers the question for a permission some frames later, and may deny", Permission);
            Program.Add("stand-in: a source that is disabled does not play, and a clip without a loop ends", Play);
            Program.Add("stand-in: SetData refuses an offset outside of the clip and empty data, and discards what does not fit", Data);
            Program.Add("stand-in: DontDestroyOnLoad does nothing for a child", Child);
            Program.Add("stand-in: an inactive parent deactivates its children, and destroys them with itself", Family);
            Program.Add("stand-in: what a posted callback posts runs in the next frame", Posted);
        }

        private sealed class Component : MonoBehaviour
        {
            internal readonly List<string> Messages = new List<string>();

            internal void Count(int value)
            {
                Messages.Add("Count");
            }

            private void Awake()
            {
                Messages.Add("Awake");
            }

            private void OnEnable()
            {
                Messages.Add("OnEnable");
            }

            private void Start()
            {
                Messages.Add("Start");
            }

            private void Update()
            {
                Messages.Add("Update");
            }

            private void OnDisable()
            {
                Messages.Add("OnDisable");
            }

            private void OnDestroy()
            {
                Messages.Add("OnDestroy");
            }
        }

        private static void ThrowingEvent()
        {
            UnityEvent<int> raised = new UnityEvent<int>();
            int calls = 0;
            raised.AddListener(delegate { calls++; });
            raised.AddListener(delegate { throw new InvalidOperationException("a mistake in the game"); });
            raised.AddListener(delegate { calls += 10; });
            Check.Throws<InvalidOperationException>(delegate { raised.Invoke(1); }, "Invoke");
            Check.Same(1, calls, "calls");
        }

        private static void ChangedEvent()
        {
            UnityEvent<int> raised = new UnityEvent<int>();
            List<string> calls = new List<string>();
            UnityAction<int> last = delegate { calls.Add("last"); };
            raised.AddListener(delegate
            {
                calls.Add("first");
                raised.RemoveListener(last);
            });
            raised.AddListener(last);
            raised.Invoke(1);
            raised.Invoke(2);
            Check.Same("first, last, first", string.Join(", ", calls.ToArray()), "calls with a listener that is removed");
            calls.Clear();
            raised = new UnityEvent<int>();
            raised.AddListener(delegate
            {
                calls.Add("first");
                if (calls.Count == 1) raised.AddListener(delegate { calls.Add("added"); });
            });
            raised.Invoke(1);
            raised.Invoke(2);
            Check.Same("first, first, added", string.Join(", ", calls.ToArray()), "calls with a listener that is added");
        }

        private static void DestroyedListener()
        {
            Component component = new GameObject("One").AddComponent<Component>();
            UnityEvent<int> raised = new UnityEvent<int>();
            raised.AddListener(component.Count);
            raised.Invoke(1);
            UnityEngine.Object.DestroyImmediate(component.gameObject);
            raised.Invoke(2);
            Check.Same("Awake, OnEnable, Count, OnDisable, OnDestroy", string.Join(", ", component.Messages.ToArray()), "messages");
        }

        private static IEnumerator EditMode()
        {
            StubEngine.EnterEditMode();
            Component component = new GameObject("One").AddComponent<Component>();
            yield return null;
            UnityEngine.Object.Destroy(component.gameObject);
            yield return null;
            Check.That(component != null && component.Messages.Count == 0, "messages: " + string.Join(", ", component.Messages.ToArray()));
            Check.That(Debug.Errors.Count == 1 && Debug.Errors[0].Contains("DestroyImmediate"), "the error of Destroy");
            Debug.Errors.Clear();
            Check.Throws<InvalidOperationException>(delegate { UnityEngine.Object.DontDestroyOnLoad(component.gameObject); }, "DontDestroyOnLoad");
            UnityEngine.Object.DestroyImmediate(component.gameObject);
            Check.That(component == null, "DestroyImmediate destroys");
        }

        private static void UnknownDevice()
        {
            Check.Throws<ArgumentException>(delegate { Microphone.Start("Other microphone", true, 10, 16000); }, "an unknown device");
            Check.Throws<ArgumentException>(delegate { Microphone.Start(null, true, 0, 16000); }, "a length of 0");
            Check.Throws<ArgumentException>(delegate { Microphone.Start(null, true, 3601, 16000); }, "a length of more than an hour");
            Check.Throws<ArgumentException>(delegate { Microphone.Start(null, true, 10, 0); }, "a rate of 0");
            Check.That(!Microphone.IsRecording("Other microphone") && Microphone.GetPosition("Other microphone") == 0, "the other members accept it");
            StubMicrophone.LowestRate = StubMicrophone.HighestRate = 48000;
            int lowest, highest;
            Microphone.GetDeviceCaps("Other microphone", out lowest, out highest);
            Check.Same(0, lowest + highest, "the range of rates");
            Check.That(Microphone.Start("Desk microphone", true, 10, 16000) != null && Microphone.IsRecording(null), "a known device");
        }

        private static IEnumerator Position()
        {
            StubMicrophone.FramesToStart = 3;
            Microphone.Start(null, true, 10, 16000);
            for (int frame = 0; frame < 3; frame++)
            {
                StubMicrophone.Hear(new float[100]);
                Check.That(Microphone.IsRecording(null) && Microphone.GetPosition(null) == 0, "position in frame " + frame);
                yield return null;
            }
            StubMicrophone.Hear(new float[100]);
            Check.Same(100, Microphone.GetPosition(null), "position of a device that has started");
        }

        private static IEnumerator Permission()
        {
            Application.MicrophoneAllowed = StubPermission.Grants = false;
            AsyncOperation asked = Application.RequestUserAuthorization(UserAuthorization.Microphone);
            int ends = 0;
            asked.completed += delegate { ends++; };
            Check.That(!asked.isDone, "the answer takes time");
            yield return Game.Frames(3);
            Check.That(asked.isDone && ends == 1 && !Application.HasUserAuthorization(UserAuthorization.Microphone), "it is denied");
            string answers = "";
            UnityEngine.Android.PermissionCallbacks callbacks = new UnityEngine.Android.PermissionCallbacks();
            callbacks.PermissionDenied += delegate { answers += "denied "; };
            callbacks.PermissionGranted += delegate { answers += "granted "; };
            UnityEngine.Android.Permission.RequestUserPermission(UnityEngine.Android.Permission.Microphone, callbacks);
            yield return Game.Frames(3);
            StubPermission.Grants = true;
            UnityEngine.Android.Permission.RequestUserPermission(UnityEngine.Android.Permission.Microphone, callbacks);
            yield return Game.Frames(3);
            Check.Same("denied granted ", answers, "answers on Android");
        }

        private static void Play()
        {
            AudioSource source = new GameObject("Source").AddComponent<AudioSource>();
            source.clip = AudioClip.Create("Clip", StubAudio.BufferFrames, 1, StubAudio.Rate, false);
            source.enabled = false;
            source.Play();
            Check.That(!source.isPlaying && Debug.Warnings.Count == 1, "a disabled source");
            source.enabled = true;
            source.gameObject.SetActive(false);
            source.Play();
            Check.That(!source.isPlaying && Debug.Warnings.Count == 2, "a source of an inactive object");
            source.playOnAwake = false;
            source.gameObject.SetActive(true);
            source.Play();
            StubAudio.Step();
            Check.That(source.isPlaying, "it plays");
            StubAudio.Step();
            Check.That(!source.isPlaying, "it has ended");
        }

        private static void Data()
        {
            AudioClip clip = AudioClip.Create("Clip", 4, 1, 8000, false);
            Check.Throws<ArgumentException>(delegate { clip.SetData(new float[1], 4); }, "an offset behind the clip");
            Check.Throws<ArgumentException>(delegate { clip.SetData(new float[1], -1); }, "an offset before the clip");
            Check.Throws<ArgumentException>(delegate { clip.SetData(new float[0], 0); }, "no samples");
            Check.Throws<ArgumentException>(delegate { clip.SetData(null, 0); }, "null");
            clip.SetData(new[] { 1f, 2f, 3f }, 2);
            float[] heard = new float[4];
            clip.GetData(heard, 0);
            Check.Same("0 0 1 2", string.Join(" ", heard), "samples");
            Check.Same(1, Debug.Warnings.Count, "warnings");
            clip.GetData(heard, 2);
            Check.Same("1 2 0 0", string.Join(" ", heard), "samples that are read over the end");
        }

        private static IEnumerator Child()
        {
            GameObject parent = new GameObject("Parent"), child = new GameObject("Child"), root = new GameObject("Root");
            child.transform.SetParent(parent.transform);
            UnityEngine.Object.DontDestroyOnLoad(child);
            UnityEngine.Object.DontDestroyOnLoad(root.transform);
            Check.That(Debug.Warnings.Count == 1 && Debug.Warnings[0].Contains("root GameObjects"), "the warning");
            StubEngine.UnloadScene();
            Check.That(child == null && parent == null && root != null, "only the root stays");
            yield return null;
        }

        private static void Family()
        {
            GameObject parent = new GameObject("Parent");
            Component child = new GameObject("Child").AddComponent<Component>();
            child.transform.parent = parent.transform;
            parent.SetActive(false);
            Check.That(child.gameObject.activeSelf && !child.isActiveAndEnabled && UnityEngine.Object.FindObjectsOfType<Component>().Length == 0, "the child is inactive");
            parent.SetActive(true);
            UnityEngine.Object.DestroyImmediate(parent);
            Check.That(child == null, "the child is destroyed");
            Check.Same("Awake, OnEnable, OnDisable, OnEnable, OnDisable, OnDestroy", string.Join(", ", child.Messages.ToArray()), "messages");
        }

        private static IEnumerator Posted()
        {
            int runs = 0;
            System.Threading.SynchronizationContext context = System.Threading.SynchronizationContext.Current;
            context.Post(delegate
            {
                runs++;
                context.Post(delegate { runs++; }, null);
            }, null);
            yield return null;
            Check.Same(1, runs, "callbacks in the first frame");
            yield return null;
            Check.Same(2, runs, "callbacks in the second frame");
        }
    }
}
