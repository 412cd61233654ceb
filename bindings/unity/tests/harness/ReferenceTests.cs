using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>
    /// Compares the stubs of UnityEngine and UnityEditor with reference/members.txt, which reference/check.py compares with Unity's
    /// published sources. What only controls a stub is marked by StubControl or named Stub, and is not compared.
    /// </summary>
    internal static class ReferenceTests
    {
        private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        private static readonly Dictionary<Type, string> Words = new Dictionary<Type, string>
        {
            { typeof(void), "void" }, { typeof(bool), "bool" }, { typeof(int), "int" }, { typeof(uint), "uint" }, { typeof(long), "long" },
            { typeof(float), "float" }, { typeof(double), "double" }, { typeof(string), "string" }, { typeof(object), "object" }
        };

        internal static void List()
        {
            Program.Add("reference: every type and member of the stubs is in the table, and every line of the table in the stubs", Members);
            Program.Add("reference: every described behaviour of the engine has a test", Behaviour);
        }

        private static string Folder
        {
            get { return Environment.GetEnvironmentVariable("CONVAI_UNITY_REFERENCE"); }
        }

        /// <summary>The lines of a table without comments and empty lines.</summary>
        private static List<string> Table(string name)
        {
            List<string> lines = new List<string>(File.ReadAllLines(Path.Combine(Folder, name)));
            lines.RemoveAll(delegate (string line) { return line.Trim().Length == 0 || line[0] == '#'; });
            return lines;
        }

        private static void Members()
        {
            HashSet<string> wanted = new HashSet<string>(), found = new HashSet<string>();
            string type = "";
            foreach (string line in Table("members.txt"))
            {
                if (line.StartsWith("file ", StringComparison.Ordinal)) continue;
                if (line[0] != ' ') type = line;
                wanted.Add(line[0] == ' ' ? type + " | " + line.Trim() : line);
            }
            foreach (string line in Stubs()) found.Add(line);
            List<string> wrong = new List<string>();
            foreach (string line in found)
                if (!wanted.Contains(line)) wrong.Add("not in the table: " + line);
            foreach (string line in wanted)
                if (!found.Contains(line)) wrong.Add("not in the stubs: " + line);
            Check.That(wrong.Count == 0, string.Join("\n", wrong.ToArray()) + "\nstubs/README.md says how to write the table again.");
            Check.That(found.Count > 200, found.Count + " lines");
        }

        private static void Behaviour()
        {
            HashSet<string> tests = new HashSet<string>(Program.Names);
            int count = 0;
            foreach (string line in Table("behaviour.txt"))
            {
                if (!line.StartsWith("  test ", StringComparison.Ordinal)) continue;
                count++;
                Check.That(tests.Contains(line.Substring(7).Trim()), "there is no test \"" + line.Substring(7).Trim() + "\"");
            }
            Check.That(count > 10, count + " behaviours");
        }

        /// <summary>The stubs as lines: a type, or a type and a member.</summary>
        internal static IEnumerable<string> Stubs()
        {
            foreach (Assembly assembly in new[] { typeof(GameObject).Assembly, typeof(UnityEditor.EditorPrefs).Assembly })
                foreach (Type type in assembly.GetExportedTypes())
                {
                    if (IsControl(type) || type.DeclaringType != null && IsControl(type.DeclaringType)) continue;
                    string head = Head(type);
                    yield return head;
                    if (typeof(Delegate).IsAssignableFrom(type)) continue;
                    foreach (MemberInfo member in type.GetMembers(Declared))
                        if (!IsControl(member))
                            foreach (string line in Lines(type, member)) yield return head + " | " + line;
                }
        }

        private static bool IsControl(MemberInfo member)
        {
            return member.IsDefined(typeof(StubControlAttribute), false) || member.Name.StartsWith("Stub", StringComparison.Ordinal);
        }

        private static string Head(Type type)
        {
            string name = type.Namespace + "." + (type.DeclaringType != null ? type.DeclaringType.Name + "." : "") + Name(type);
            if (typeof(Delegate).IsAssignableFrom(type))
            {
                MethodInfo invoke = type.GetMethod("Invoke");
                return "delegate " + name + ": " + Name(invoke.ReturnType) + "(" + Parameters(invoke) + ")";
            }
            if (type.IsEnum) return "enum " + name;
            if (type.IsInterface) return "interface " + name + Bases(type.GetInterfaces());
            if (type.IsValueType) return "struct " + name;
            return "class " + name + (type.BaseType == typeof(object) ? "" : ": " + Name(type.BaseType));
        }

        private static string Bases(Type[] bases)
        {
            return bases.Length == 0 ? "" : ": " + string.Join(", ", Array.ConvertAll(bases, Name));
        }

        private static IEnumerable<string> Lines(Type type, MemberInfo member)
        {
            FieldInfo field = member as FieldInfo;
            PropertyInfo property = member as PropertyInfo;
            EventInfo raised = member as EventInfo;
            MethodInfo method = member as MethodInfo;
            ConstructorInfo constructor = member as ConstructorInfo;
            if (field != null && type.IsEnum)
            {
                if (field.IsLiteral) yield return field.Name + " = " + Convert.ToInt64(field.GetRawConstantValue());
            }
            else if (field != null && (field.IsPublic || field.IsFamily)) yield return Static(field.IsStatic) + Name(field.FieldType) + " " + field.Name;
            else if (property != null)
            {
                string accessors = (Counts(property.GetGetMethod()) ? " get" : "") + (Counts(property.GetSetMethod()) ? " set" : "");
                MethodInfo any = property.GetGetMethod() ?? property.GetSetMethod();
                if (accessors.Length > 0) yield return Static(any.IsStatic) + Name(property.PropertyType) + " " + property.Name + accessors;
            }
            else if (raised != null && raised.GetAddMethod() != null) yield return Static(raised.GetAddMethod().IsStatic) + "event " + Name(raised.EventHandlerType) + " " + raised.Name;
            else if (method != null && IsOwn(method)) yield return Static(method.IsStatic) + Name(method.ReturnType) + " " + method.Name + Generic(method) + "(" + Parameters(method) + ")";
            else if (constructor != null && !constructor.IsStatic && (constructor.IsPublic || constructor.IsFamily) && constructor.GetParameters().Length > 0) yield return "new(" + Parameters(constructor) + ")";
        }

        private static bool Counts(MethodInfo accessor)
        {
            return accessor != null && !IsControl(accessor);
        }

        /// <summary>Not an accessor, an operator or an override of a method of the framework.</summary>
        private static bool IsOwn(MethodInfo method)
        {
            return (method.IsPublic || method.IsFamily) && !method.IsSpecialName && method.GetBaseDefinition().DeclaringType.Assembly != typeof(object).Assembly;
        }

        private static string Static(bool isStatic)
        {
            return isStatic ? "static " : "";
        }

        private static string Generic(MethodInfo method)
        {
            return method.IsGenericMethod ? "<" + string.Join(", ", Array.ConvertAll(method.GetGenericArguments(), Name)) + ">" : "";
        }

        private static string Parameters(MethodBase method)
        {
            return string.Join(", ", Array.ConvertAll(method.GetParameters(), delegate (ParameterInfo each)
            {
                string before = each.IsOut ? "out " : each.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "";
                return before + Name(each.ParameterType.IsByRef ? each.ParameterType.GetElementType() : each.ParameterType);
            }));
        }

        private static string Name(Type type)
        {
            string word;
            if (Words.TryGetValue(type, out word)) return word;
            if (type.IsArray) return Name(type.GetElementType()) + "[]";
            if (!type.IsGenericType) return type.Name;
            return type.Name.Substring(0, type.Name.IndexOf('`')) + "<" + string.Join(", ", Array.ConvertAll(type.GetGenericArguments(), Name)) + ">";
        }
    }
}
