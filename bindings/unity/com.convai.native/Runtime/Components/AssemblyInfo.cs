using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ConvaiNative.Editor")]
[assembly: InternalsVisibleTo("ConvaiNative.Tests.Editor")]
[assembly: InternalsVisibleTo("ConvaiNative.Tests.Harness")]
