// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public sealed class Mesh : Object
    {
        /// <summary>Controls the stub: the names of the blend shapes.</summary>
        public readonly List<string> StubShapes = new List<string>();

        public int GetBlendShapeIndex(string blendShapeName)
        {
            return StubShapes.IndexOf(blendShapeName);
        }
    }

    public class Renderer : Component
    {
    }

    public class SkinnedMeshRenderer : Renderer
    {
        private readonly Dictionary<int, float> weights = new Dictionary<int, float>();

        public Mesh sharedMesh { get; set; }

        public float GetBlendShapeWeight(int index)
        {
            float weight;
            return weights.TryGetValue(index, out weight) ? weight : 0;
        }

        public void SetBlendShapeWeight(int index, float value)
        {
            if (index < 0 || index >= sharedMesh.StubShapes.Count) throw new IndexOutOfRangeException("SetBlendShapeWeight index " + index);
            weights[index] = value;
        }
    }
}
