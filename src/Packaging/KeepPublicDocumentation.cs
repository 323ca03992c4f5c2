using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Packaging
{
    /// <summary>
    /// The compiler writes down the comments of everything; users of a package are to see those of what they can reach. Compiled by MSBuild where a
    /// package is made.
    /// </summary>
    public sealed class KeepPublicDocumentation : Task
    {
        /// <summary>The file that the compiler wrote; it is rewritten.</summary>
        [Required]
        public string DocumentationFile { get; set; }

        /// <summary>The assembly it is about.</summary>
        [Required]
        public string AssemblyFile { get; set; }

        /// <summary>The assemblies that one was compiled with.</summary>
        [Required]
        public ITaskItem[] References { get; set; }

        public override bool Execute()
        {
            var references = References.ToDictionary(item => Path.GetFileNameWithoutExtension(item.ItemSpec), item => item.ItemSpec, StringComparer.OrdinalIgnoreCase);
            AppDomain.CurrentDomain.AssemblyResolve += Resolve;
            try
            {
                // From bytes, so that the file stays free.
                var known = new HashSet<string>(Assembly.Load(File.ReadAllBytes(AssemblyFile)).GetExportedTypes().SelectMany(DocumentationIds.Of), StringComparer.Ordinal);
                var document = XDocument.Load(DocumentationFile, LoadOptions.PreserveWhitespace);
                document.Descendants("member").Where(member => !known.Contains(member.Attribute("name").Value)).ToList().ForEach(Remove);
                document.Save(DocumentationFile, SaveOptions.DisableFormatting);
                return true;
            }
            finally
            {
                AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
            }

            Assembly Resolve(object sender, ResolveEventArgs wanted) =>
                references.TryGetValue(new AssemblyName(wanted.Name).Name, out var path) ? Assembly.Load(File.ReadAllBytes(Loadable(path))) : null;
        }

        /// <summary>What a program of ASP.NET Core is compiled with cannot be loaded; what it runs with lies beside the runtime that MSBuild runs on.</summary>
        private static string Loadable(string reference)
        {
            var runtime = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location));
            var running = Path.Combine(runtime.Parent.Parent.FullName, "Microsoft.AspNetCore.App", runtime.Name, Path.GetFileName(reference));
            return File.Exists(running) ? running : reference;
        }

        private static void Remove(XElement member)
        {
            if (member.PreviousNode is XText indentation)
            {
                indentation.Remove();
            }

            member.Remove();
        }
    }

    /// <summary>The names under which comments of types and members stand in a documentation file.</summary>
    internal static class DocumentationIds
    {
        private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

        /// <summary>Those of a type and of what its users and heirs can reach of it.</summary>
        public static IEnumerable<string> Of(Type type) => type.GetMembers(Declared).Select(Of).Where(id => id != null).Append("T:" + NameOf(type));

        private static string Of(MemberInfo member)
        {
            switch (member)
            {
                case MethodBase method when IsVisible(method):
                    var arity = method.IsGenericMethodDefinition ? "``" + method.GetGenericArguments().Length : "";
                    var result = method.Name is "op_Implicit" or "op_Explicit" ? "~" + ReferenceTo(((MethodInfo)method).ReturnType) : "";
                    return Of("M:", member, arity + Parameters(method.GetParameters()) + result);
                case PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsVisible):
                    return Of("P:", member, Parameters(property.GetIndexParameters()));
                case EventInfo raised when IsVisible(raised.AddMethod):
                    return Of("E:", member, "");
                case FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly:
                    return Of("F:", member, "");
                default:
                    return null;
            }
        }

        private static string Of(string kind, MemberInfo member, string rest) => kind + NameOf(member.DeclaringType) + "." + member.Name.Replace('.', '#') + rest;

        private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

        private static string NameOf(Type type) => type.FullName.Replace('+', '.');

        private static string Parameters(ParameterInfo[] parameters) =>
            parameters.Length == 0 ? "" : "(" + string.Join(",", parameters.Select(parameter => ReferenceTo(parameter.ParameterType))) + ")";

        private static string ReferenceTo(Type type)
        {
            if (type.IsGenericParameter)
            {
                return (type.DeclaringMethod == null ? "`" : "``") + type.GenericParameterPosition;
            }

            if (type.HasElementType)
            {
                var suffix = type.IsByRef ? "@" : type.IsPointer ? "*" : type.GetArrayRank() == 1 ? "[]" : "[" + string.Join(",", Enumerable.Repeat("0:", type.GetArrayRank())) + "]";
                return ReferenceTo(type.GetElementType()) + suffix;
            }

            return type.IsGenericType ? Constructed(type) : NameOf(type);
        }

        /// <summary>A generic type with its arguments, each behind the part of the name that it belongs to.</summary>
        private static string Constructed(Type type)
        {
            var arguments = new Queue<Type>(type.GetGenericArguments());
            var parts = NameOf(type.GetGenericTypeDefinition()).Split('.').Select(part =>
            {
                var tick = part.IndexOf('`');
                return tick < 0
                    ? part
                    : part.Substring(0, tick) + "{" + string.Join(",", Enumerable.Range(0, int.Parse(part.Substring(tick + 1))).Select(_ => ReferenceTo(arguments.Dequeue()))) + "}";
            });
            return string.Join(".", parts.ToList());
        }
    }
}
