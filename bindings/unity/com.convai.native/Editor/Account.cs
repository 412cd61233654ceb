using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using ConvaiNative.Components;
using UnityEditor;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// The characters of an account, for the window. Each method starts a call and returns; <see cref="Step"/> finishes it in an update of
    /// the editor. One call runs at a time. It does not draw.
    /// </summary>
    internal sealed class Account : IDisposable
    {
        private readonly ConvaiNativeClient client;
        private readonly List<Func<bool>> running = new List<Func<bool>>();
        private Conversation talk;

        /// <exception cref="Exception">The client cannot be made: a key or the library is missing. The message says which.</exception>
        internal Account(ConvaiNativeClientOptions options)
        {
            if (string.IsNullOrEmpty(options.ApiKey)) options.ApiKey = EditorKey.InUse();
            EditorEmulator.Complete(options);
            options.BackgroundPump = false;
            client = new ConvaiNativeClient(options);
        }

        /// <summary>The characters, without their backstories.</summary>
        internal IReadOnlyList<Character> Characters { get; private set; } = new Character[0];

        /// <summary>The selected character with its backstory. Null if none is selected.</summary>
        internal Character Selected { get; private set; }

        internal IReadOnlyList<VoiceInfo> Voices { get; private set; } = new VoiceInfo[0];

        internal IReadOnlyList<LanguageInfo> Languages { get; private set; } = new LanguageInfo[0];

        internal AccountUsage Usage { get; private set; }

        /// <summary>What the selected character has answered. Null before its first answer.</summary>
        internal string Answer { get; private set; }

        /// <summary>The file with the voice of the answer. Null if there is none.</summary>
        internal string AnswerFile { get; private set; }

        /// <summary>Why the last call failed, and what to do. Null if it did not.</summary>
        internal string Problem { get; private set; }

        internal bool IsBusy
        {
            get { return running.Count > 0; }
        }

        /// <summary>Reads the characters, the voices, the languages and the quota.</summary>
        internal void Refresh()
        {
            ReadList();
            Start(client.ListVoicesAsync(), delegate (VoiceList list) { Voices = new List<VoiceInfo>(list); list.Dispose(); });
            Start(client.ListLanguagesAsync(), delegate (LanguageList list) { Languages = new List<LanguageInfo>(list); list.Dispose(); });
            Start(client.GetUsageAsync(), delegate (AccountUsage usage) { Usage = usage; });
        }

        internal void Select(string id)
        {
            EndTalk();
            Start(client.Characters.GetAsync(id), delegate (Character found) { Selected = found; });
        }

        /// <summary>Selects the character of a name, which may be a public one.</summary>
        internal void Find(string name)
        {
            EndTalk();
            Start(client.Characters.FindAsync(name), delegate (Character found) { Selected = found; });
        }

        internal void Create(CharacterSpec spec)
        {
            Start(client.Characters.CreateAsync(spec), delegate (Character made) { ReadList(); Select(made.Id); });
        }

        internal void Save(CharacterSpec changes)
        {
            string id = Selected.Id;
            Start(client.Characters.UpdateAsync(id, changes), delegate (Acknowledgement done) { ReadList(); Select(id); });
        }

        internal void Clone()
        {
            Start(client.Characters.CloneAsync(Selected.Id), delegate (Character made) { ReadList(); Select(made.Id); });
        }

        /// <summary>Deletes the selected character for good. The caller has asked.</summary>
        internal void Delete()
        {
            Start(client.Characters.DeleteAsync(Selected.Id), delegate (Acknowledgement done)
            {
                EndTalk();
                Selected = null;
                ReadList();
            });
        }

        /// <summary>Says a line to the selected character. The answer has a voice, in a file.</summary>
        internal void Say(string line)
        {
            if (talk == null) talk = client.StartConversation(Selected.Id);
            Start(talk.SayAsync(line, default(System.Threading.CancellationToken), new TurnOptions { Voice = true, OmitRawJson = true }), delegate (Reply reply)
            {
                using (reply)
                {
                    Answer = reply.Text;
                    AnswerFile = reply.Audio == null ? null : Write(reply.Audio.Wav);
                }
            });
        }

        /// <summary>Finishes what has ended, without blocking.</summary>
        /// <returns>Whether something has changed.</returns>
        internal bool Step()
        {
            if (!IsBusy) return false;
            client.Pump();
            // A call that ends may start others.
            Func<bool>[] now = running.ToArray();
            bool changed = false;
            foreach (Func<bool> end in now)
            {
                if (!end()) continue;
                running.Remove(end);
                changed = true;
            }
            return changed;
        }

        public void Dispose()
        {
            EndTalk();
            running.Clear();
            client.Dispose();
        }

        private void ReadList()
        {
            Start(client.Characters.ListAsync(), delegate (ServiceList<Character> list) { Characters = list; });
        }

        private void EndTalk()
        {
            if (talk != null) talk.Dispose();
            talk = null;
            Answer = AnswerFile = null;
        }

        private static string Write(byte[] wav)
        {
            string path = Path.GetFullPath(FileUtil.GetUniqueTempPathInProject() + ".wav");
            File.WriteAllBytes(path, wav);
            return path;
        }

        private void Start<T>(Task<T> task, Action<T> then)
        {
            Problem = null;
            running.Add(delegate
            {
                if (!task.IsCompleted) return false;
                try
                {
                    then(task.GetAwaiter().GetResult());
                }
                catch (Exception failure) when (failure is ConvaiNativeException || failure is OperationCanceledException || failure is IOException)
                {
                    Problem = new ConvaiNativeFailure(failure).ToString();
                }
                return true;
            });
        }
    }
}
