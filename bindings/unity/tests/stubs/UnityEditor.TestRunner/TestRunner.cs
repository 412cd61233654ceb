// A stub of Unity's test framework for tests on Mono. Not Unity. Nothing of it is used; assemblies refer to it.
namespace UnityEditor.TestTools
{
}
