using ConvaiNative.Components;
using UnityEngine;

// A game whose scripts have the names of the samples. It compiles with all samples imported.

public sealed class TextChat : MonoBehaviour
{
    private void Start()
    {
        GetComponent<ConvaiNativeCharacter>().Say("Hello");
    }
}

public sealed class VoiceChat : MonoBehaviour
{
}

public sealed class OfflineEmulator : MonoBehaviour
{
}
