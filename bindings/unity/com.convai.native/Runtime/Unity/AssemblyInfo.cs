using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Convai.Native.Editor")]
[assembly: InternalsVisibleTo("Convai.Native.Tests.Editor")]
[assembly: InternalsVisibleTo("Convai.Native.Tests.Harness")]
