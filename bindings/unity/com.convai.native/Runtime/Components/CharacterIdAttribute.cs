using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>Marks a text field that holds a character's id: the inspector can then look the character up.</summary>
    public sealed class CharacterIdAttribute : PropertyAttribute
    {
    }
}
