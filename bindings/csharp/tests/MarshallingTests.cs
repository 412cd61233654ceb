using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ConvaiNative.Tests
{
    /// <summary>The rules for calls of native code, checked in the compiled assembly. lint.py checks the sources.</summary>
    internal static class MarshallingTests
    {
        internal static void List()
        {
            Program.Add("marshalling: all imports are in one class, are Cdecl, and take only blittable types", Imports);
            Program.Add("marshalling: structs are sequential and blittable, and have the sizes of the library", Structs);
            Program.Add("marshalling: no import takes a delegate", NoCallbacks);
            Program.Add("marshalling: the library exports every import", AllThere);
        }

        private static IEnumerable<MethodInfo> AllImports()
        {
            const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (Type type in typeof(ConvaiNativeClient).Assembly.GetTypes())
                foreach (MethodInfo method in type.GetMethods(Any))
                    if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0) yield return method;
        }

        private static bool Crosses(Type type)
        {
            if (type == typeof(void) || type == typeof(IntPtr) || type == typeof(UIntPtr)) return true;
            if (type.IsPointer) return Crosses(type.GetElementType()) || type.GetElementType().Name.StartsWith("Native", StringComparison.Ordinal);
            return type.IsPrimitive && type != typeof(bool) && type != typeof(char);
        }

        private static void Imports()
        {
            int count = 0;
            foreach (MethodInfo method in AllImports())
            {
                count++;
                DllImportAttribute import = (DllImportAttribute)Attribute.GetCustomAttribute(method, typeof(DllImportAttribute));
                Check.Same(typeof(NativeMethods), method.DeclaringType, method.Name + ", class");
                Check.Same("convai", import.Value, method.Name + ", library");
                Check.Same(CallingConvention.Cdecl, import.CallingConvention, method.Name + ", calling convention");
                Check.That(import.ExactSpelling && !import.SetLastError, method.Name + ", spelling");
                Check.That(Crosses(method.ReturnType), method.Name + " returns " + method.ReturnType);
                foreach (ParameterInfo parameter in method.GetParameters())
                    Check.That(Crosses(parameter.ParameterType), method.Name + " takes " + parameter.ParameterType + " " + parameter.Name);
            }
            Check.That(count > 60, "imports: " + count);
        }

        private static unsafe void Structs()
        {
            for (int index = 0; index < NativeMethods.StructCount; index++)
            {
                int size;
                string name = NativeMethods.Struct(index, out size);
                fixed (byte* text = Utf8.Terminated(name, "name"))
                    Check.Same((ulong)size, NativeMethods.convai_struct_size(text).ToUInt64(), name);
            }
            int seen = 0;
            foreach (Type type in typeof(ConvaiNativeClient).Assembly.GetTypes())
            {
                if (!type.IsValueType || !type.Name.StartsWith("Native", StringComparison.Ordinal)) continue;
                seen++;
                Check.That(type.IsLayoutSequential, type.Name + " is sequential");
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                    Check.That(Crosses(field.FieldType), type.Name + "." + field.Name + " is a " + field.FieldType);
            }
            Check.Same(NativeMethods.StructCount, seen, "structs");
        }

        private static void NoCallbacks()
        {
            foreach (MethodInfo method in AllImports())
                foreach (ParameterInfo parameter in method.GetParameters())
                    Check.That(!typeof(Delegate).IsAssignableFrom(parameter.ParameterType), method.Name + " takes a delegate");
            foreach (Type type in typeof(ConvaiNativeClient).Assembly.GetTypes())
                Check.That(Attribute.GetCustomAttribute(type, typeof(UnmanagedFunctionPointerAttribute)) == null, type + " is for native code");
        }

        private static void AllThere()
        {
            foreach (MethodInfo method in AllImports()) Marshal.Prelink(method);
        }
    }
}
