using System;
using System.Collections.Generic;
using UnityEngine;
using UnityEngine.UIElements;

namespace ConvaiNative.Components
{
    /// <summary>
    /// A panel at the bottom of the screen: the player types to a character, or speaks to it, and reads what was said. To begin with,
    /// or to test a character: a game usually has a user interface of its own, which does the same with the same events.
    /// </summary>
    /// <remarks>Main thread only. The panel is made of UI Toolkit in code, and needs the panel settings of the UI document.</remarks>
    [AddComponentMenu("Convai Native/Convai Native Chat Panel")]
    [ConvaiNativeHelp("chat-panel")]
    [RequireComponent(typeof(UIDocument))]
    [DisallowMultipleComponent]
    public sealed class ConvaiNativeChatPanel : MonoBehaviour
    {
        [SerializeField]
        [Tooltip("The character that the player talks to.")]
        private ConvaiNativeCharacter character;

        [SerializeField]
        [Tooltip("The microphone for the button Speak. None: the player types.")]
        private ConvaiNativeMicrophone microphone;

        [SerializeField, Range(2, 500)]
        [Tooltip("The largest number of lines. Older ones are removed.")]
        private int longestLog = 50;

        private readonly List<Label> lines = new List<Label>();
        private VisualElement panel;
        private ScrollView log;
        private TextField entry;
        private Label status;
        private Button speak;
        private VisualElement meter;
        private Button device;
        private Label growing;
        private string shownStatus;

        /// <summary>The character that the player talks to. A change applies when the component is enabled the next time.</summary>
        public ConvaiNativeCharacter Character
        {
            get { return character; }
            set { character = value; }
        }

        /// <summary>The microphone for the button Speak. A change applies when the component is enabled the next time. May be null.</summary>
        public ConvaiNativeMicrophone Microphone
        {
            get { return microphone; }
            set { microphone = value; }
        }

        /// <summary>What was said, oldest first, with the name of the speaker before each line.</summary>
        public IList<string> Lines
        {
            get { return lines.ConvertAll(delegate (Label line) { return line.text; }); }
        }

        /// <summary>Says a line of the player to the character.</summary>
        public void Send(string line)
        {
            if (character == null || string.IsNullOrWhiteSpace(line)) return;
            Write("You", line);
            character.Say(line);
        }

        private void OnEnable()
        {
            Build(GetComponent<UIDocument>().rootVisualElement);
            if (character == null) return;
            character.OnPiece.AddListener(ShowPiece);
            character.OnReply.AddListener(ShowReply);
            character.OnTranscript.AddListener(ShowTranscript);
            character.OnFailure.AddListener(ShowFailure);
            if (microphone != null) microphone.OnFailure.AddListener(ShowFailure);
        }

        private void OnDisable()
        {
            if (panel != null) panel.RemoveFromHierarchy();
            panel = null;
            lines.Clear();
            growing = null;
            if (microphone != null) microphone.OnFailure.RemoveListener(ShowFailure);
            if (character == null) return;
            character.OnPiece.RemoveListener(ShowPiece);
            character.OnReply.RemoveListener(ShowReply);
            character.OnTranscript.RemoveListener(ShowTranscript);
            character.OnFailure.RemoveListener(ShowFailure);
        }

        private void Update()
        {
            if (panel == null) return;
            string now = Status();
            if (now != shownStatus) status.text = shownStatus = now;
            if (microphone == null) return;
            bool toggles = microphone.Mode == ConvaiNativeListening.PushToTalk;
            string label = !toggles ? microphone.IsListening ? "Stop listening" : "Listen" : microphone.IsRecording ? "Send recording" : "Speak";
            if (speak.text != label) speak.text = label;
            meter.style.width = new Length(100 * (microphone.IsListening ? microphone.Level.Peak : 0), LengthUnit.Percent);
        }

        private string Status()
        {
            if (character == null) return "This panel has no character. Set it in the inspector.";
            if (microphone != null && microphone.IsRecording) return "Listening...";
            if (character.IsThinking) return character.name + " is thinking...";
            return character.IsSpeaking ? character.name + " is speaking." : "";
        }

        private void Build(VisualElement root)
        {
            panel = new VisualElement { name = "convai-native-chat" };
            panel.style.position = Position.Absolute;
            panel.style.left = panel.style.right = panel.style.bottom = 0;
            panel.style.paddingLeft = panel.style.paddingRight = panel.style.paddingTop = panel.style.paddingBottom = 8;
            panel.style.backgroundColor = new Color(0, 0, 0, 0.7f);
            log = new ScrollView();
            log.style.height = 160;
            status = new Label();
            status.style.color = Color.white;
            shownStatus = null;
            panel.Add(log);
            panel.Add(status);
            panel.Add(BuildEntry());
            if (microphone != null) BuildMicrophone();
            root.Add(panel);
        }

        private VisualElement BuildEntry()
        {
            VisualElement row = new VisualElement();
            row.style.flexDirection = FlexDirection.Row;
            entry = new TextField();
            entry.style.flexGrow = 1;
            // Before the field itself handles the key.
            entry.RegisterCallback<KeyDownEvent>(EnterPressed, TrickleDown.TrickleDown);
            row.Add(entry);
            row.Add(new Button(SendEntry) { text = "Send" });
            row.Add(new Button(Interrupt) { text = "Interrupt" });
            if (microphone != null) row.Add(speak = new Button(Speak) { text = "Speak" });
            return row;
        }

        private void BuildMicrophone()
        {
            meter = new VisualElement { name = "convai-native-level" };
            meter.style.height = 4;
            meter.style.backgroundColor = Color.green;
            panel.Add(meter);
            if (ConvaiNativeMicrophone.Devices.Length < 2) return;
            device = new Button(NextDevice) { text = DeviceLabel() };
            panel.Add(device);
        }

        /// <summary>Chooses the next microphone of the system; behind the last one, the default.</summary>
        private void NextDevice()
        {
            string[] found = ConvaiNativeMicrophone.Devices;
            int next = Array.IndexOf(found, microphone.Device) + 1;
            bool listens = microphone.IsListening;
            if (listens) microphone.StopListening();
            microphone.Device = next < found.Length ? found[next] : "";
            if (listens) microphone.StartListening();
            device.text = DeviceLabel();
        }

        private string DeviceLabel()
        {
            return "Microphone: " + (string.IsNullOrEmpty(microphone.Device) ? "default" : microphone.Device);
        }

        private void EnterPressed(KeyDownEvent pressed)
        {
            if (pressed.keyCode == KeyCode.Return || pressed.keyCode == KeyCode.KeypadEnter) SendEntry();
        }

        private void SendEntry()
        {
            string line = entry.value;
            entry.value = "";
            Send(line);
        }

        private void Interrupt()
        {
            if (character != null) character.Interrupt();
        }

        private void Speak()
        {
            if (microphone.Mode == ConvaiNativeListening.HandsFree)
            {
                if (microphone.IsListening) microphone.StopListening();
                else microphone.StartListening();
            }
            else if (microphone.IsRecording) microphone.StopAndSay();
            else
            {
                Interrupt();
                microphone.StartRecording();
            }
        }

        private void ShowPiece(string text)
        {
            if (growing == null) growing = Write(character.name, text);
            else growing.text += text;
            log.ScrollTo(growing);
        }

        private void ShowReply(string text)
        {
            if (growing != null) growing.text = character.name + ": " + text;
            else Write(character.name, text);
            growing = null;
        }

        private void ShowTranscript(string text)
        {
            Write("You", text);
        }

        private void ShowFailure(string why)
        {
            growing = null;
            Write("(No answer)", why);
        }

        private Label Write(string who, string text)
        {
            Label line = new Label(who + ": " + text);
            line.style.color = Color.white;
            line.style.whiteSpace = WhiteSpace.Normal;
            lines.Add(line);
            log.Add(line);
            while (lines.Count > longestLog)
            {
                lines[0].RemoveFromHierarchy();
                lines.RemoveAt(0);
            }
            log.ScrollTo(line);
            return line;
        }
    }
}
