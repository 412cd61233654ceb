using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>An object or a character that a <see cref="ConvaiNativeCharacter"/> knows of. Main thread only.</summary>
    [Serializable]
    public sealed class ConvaiNativeSceneItem
    {
        [SerializeField]
        [Tooltip("The name, as actions say it. Number what looks alike: Chair#1, Chair#2. Without semicolons.")]
        private string name = "";

        [SerializeField, TextArea(1, 4)]
        [Tooltip("What it is, or who. Without semicolons.")]
        private string description = "";

        /// <summary>Creates an empty item.</summary>
        public ConvaiNativeSceneItem()
        {
        }

        /// <summary>Creates an object or a character.</summary>
        /// <param name="name">The name.</param>
        /// <param name="description">What the object is, or who the character is. May be null.</param>
        public ConvaiNativeSceneItem(string name, string description = null)
        {
            this.name = name;
            this.description = description;
        }

        /// <summary>The name, as actions say it. Required, without semicolons and line breaks.</summary>
        public string Name
        {
            get { return name; }
            set { name = value; }
        }

        /// <summary>What the object is, or who the character is, without semicolons. Null is the same as an empty text.</summary>
        public string Description
        {
            get { return description; }
            set { description = value; }
        }
    }
}
