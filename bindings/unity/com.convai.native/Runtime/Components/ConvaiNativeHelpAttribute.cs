using System;
using System.IO;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>Lets the help button of the inspector open the manual in the package, at a heading. It needs no network.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class ConvaiNativeHelpAttribute : HelpURLAttribute
    {
        /// <summary>In the editor this path leads to the package wherever it is installed.</summary>
        private const string Page = "Packages/com.convai.native/Documentation~/com.convai.native.md";

        /// <param name="heading">The heading in the form that links have, such as "speech". Empty for the whole page.</param>
        internal ConvaiNativeHelpAttribute(string heading) : base(Address(heading))
        {
        }

        internal static string Address(string heading)
        {
            string path = new Uri(Path.GetFullPath(Page)).AbsoluteUri;
            return heading.Length == 0 ? path : path + "#" + heading;
        }
    }
}
