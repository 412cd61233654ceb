using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>Marks a text field that holds a character's id. The inspector shows a button that looks the character up.</summary>
    public sealed class CharacterIdAttribute : PropertyAttribute
    {
    }
}
