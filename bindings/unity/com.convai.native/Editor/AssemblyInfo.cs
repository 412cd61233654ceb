using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ConvaiNative.Tests.Editor")]
[assembly: InternalsVisibleTo("ConvaiNative.Tests.Harness")]
