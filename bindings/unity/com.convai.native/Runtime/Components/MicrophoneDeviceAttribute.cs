using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>Marks a text field that holds the name of a microphone. The inspector shows the microphones of the system to choose from.</summary>
    public sealed class MicrophoneDeviceAttribute : PropertyAttribute
    {
    }
}
