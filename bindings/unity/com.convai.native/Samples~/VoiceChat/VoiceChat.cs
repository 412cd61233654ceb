using ConvaiNative.Components;
using UnityEngine;

/// <summary>
/// A conversation by voice. Put it on an empty object, give its character an id and an audio source, and press Play. Hold
/// the button while you speak.
/// </summary>
[RequireComponent(typeof(ConvaiNativeCharacter), typeof(ConvaiNativeMicrophone))]
public sealed class VoiceChat : MonoBehaviour
{
    private ConvaiNativeCharacter character;
    private ConvaiNativeMicrophone microphone;
    private float level;
    private string heard = "";
    private string trouble = "";

    /// <summary>What the character said last.</summary>
    public string Heard
    {
        get { return heard; }
    }

    /// <summary>The player presses the button: the character falls silent and listens.</summary>
    public void Press()
    {
        trouble = "";
        character.Interrupt();
        microphone.StartRecording();
    }

    /// <summary>The player lets go of it: what was spoken is said.</summary>
    public void Release()
    {
        microphone.StopAndSay();
    }

    private void Awake()
    {
        character = GetComponent<ConvaiNativeCharacter>();
        microphone = GetComponent<ConvaiNativeMicrophone>();
        microphone.Listener = character;
        microphone.OnLevel.AddListener(delegate (float peak) { level = peak; });
        microphone.OnFailure.AddListener(delegate (string why) { trouble = why; });
        character.OnReply.AddListener(delegate (string text) { heard = text; });
        character.OnFailure.AddListener(delegate (string why) { trouble = why; });
        ConvaiNativeMicrophone.RequestPermission();
    }

    private void OnGUI()
    {
        bool held = GUILayout.RepeatButton(microphone.IsRecording ? "Listening" : "Hold to speak", GUILayout.Width(200));
        // IMGUI draws several times a frame; only in this pass does it know whether the button is held.
        if (Event.current.type == EventType.Repaint && held != microphone.IsRecording)
        {
            if (held) Press();
            else Release();
        }
        GUILayout.HorizontalSlider(level, 0, 1, GUILayout.Width(200));
        GUILayout.Label(character.IsThinking ? "..." : heard);
        GUILayout.Label(trouble);
    }
}
