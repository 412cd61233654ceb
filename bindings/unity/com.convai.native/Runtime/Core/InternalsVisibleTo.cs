using System.Runtime.CompilerServices;

// The test suite of bindings/csharp.
[assembly: InternalsVisibleTo("ConvaiNative.CoreTests")]
