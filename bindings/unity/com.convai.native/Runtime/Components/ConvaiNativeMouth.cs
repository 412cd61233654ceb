using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>Opens the mouth of a face while a character is heard, by a blend shape of its mesh.</summary>
    /// <remarks>It sets the weight after the animation of the frame, so that it wins over an animation of the same blend shape. Main thread only.</remarks>
    [AddComponentMenu("Convai Native/Convai Native Mouth")]
    [ConvaiNativeHelp("speech")]
    public sealed class ConvaiNativeMouth : MonoBehaviour
    {
        [SerializeField]
        [Tooltip("The character whose voice opens the mouth. None: the one of this object or of a parent.")]
        private ConvaiNativeCharacter character;

        [SerializeField]
        [Tooltip("The mesh of the face. None: the one of this object.")]
        private SkinnedMeshRenderer face;

        [SerializeField]
        [Tooltip("The name of the blend shape that opens the mouth, such as jawOpen or viseme_aa.")]
        private string blendShape = "jawOpen";

        [SerializeField, Range(0, 100)]
        [Tooltip("The weight of the blend shape when the mouth is widest.")]
        private float largestWeight = 100;

        [SerializeField, Range(0, 0.5f)]
        [Tooltip("How long the mouth takes to open or to close, in seconds. 0 follows the voice at once.")]
        private float smoothSeconds = 0.05f;

        private Mesh knownMesh;
        private string knownShape;
        private int index;
        private float weight;

        /// <summary>The character whose voice opens the mouth. Null selects the one of this object or of a parent.</summary>
        public ConvaiNativeCharacter Character
        {
            get { return character; }
            set { character = value; }
        }

        /// <summary>The mesh of the face. Null selects the one of this object.</summary>
        public SkinnedMeshRenderer Face
        {
            get { return face; }
            set { face = value; }
        }

        /// <summary>The name of the blend shape that opens the mouth.</summary>
        public string BlendShape
        {
            get { return blendShape; }
            set { blendShape = value; }
        }

        /// <summary>The weight of the blend shape when the mouth is widest, from 0 to 100.</summary>
        public float LargestWeight
        {
            get { return largestWeight; }
            set { largestWeight = Math.Max(0, Math.Min(value, 100)); }
        }

        /// <summary>How long the mouth takes to open or to close, in seconds, at most 0.5.</summary>
        public float SmoothSeconds
        {
            get { return smoothSeconds; }
            set { smoothSeconds = Math.Max(0, Math.Min(value, 0.5f)); }
        }

        private void OnEnable()
        {
            if (character == null) character = GetComponentInParent<ConvaiNativeCharacter>();
            if (face == null) face = GetComponent<SkinnedMeshRenderer>();
            knownMesh = null;
            weight = 0;
        }

        private void OnDisable()
        {
            if (face != null && knownMesh != null && index >= 0) face.SetBlendShapeWeight(index, 0);
        }

        private void LateUpdate()
        {
            if (character == null || face == null || !Find()) return;
            float wanted = character.Mouth * largestWeight;
            // The voice does not follow Time.timeScale.
            float step = smoothSeconds > 0 ? largestWeight * Time.unscaledDeltaTime / smoothSeconds : largestWeight;
            // An animation may use the blend shape while the character is silent.
            if (wanted == 0 && weight == 0) return;
            weight = wanted > weight ? Math.Min(wanted, weight + step) : Math.Max(wanted, weight - step);
            face.SetBlendShapeWeight(index, weight);
        }

        /// <summary>Whether the mesh has the blend shape. It is looked up once, and a missing one is logged once.</summary>
        private bool Find()
        {
            Mesh mesh = face.sharedMesh;
            if (mesh == knownMesh && blendShape == knownShape) return mesh != null && index >= 0;
            knownMesh = mesh;
            knownShape = blendShape;
            index = mesh == null ? -1 : mesh.GetBlendShapeIndex(blendShape);
            if (index < 0) Debug.LogWarning("Convai Native: the mesh of \"" + face.name + "\" has no blend shape \"" + blendShape + "\". Set Blend Shape of the Convai Native Mouth to one of its names.", this);
            return index >= 0;
        }
    }
}
