// A stub of Unity's test framework for tests on Mono. Not Unity. The assemblies reference it and use nothing of it.
namespace UnityEditor.TestTools
{
}
