using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>The names of members in documentation files.</summary>
internal static class DocumentedMembers
{
    /// <summary>Those a documentation file has something to say of.</summary>
    public static IReadOnlyList<string> Of(Stream documentation) => [.. XDocument.Load(documentation).Descendants("member").Select(member => member.Attribute("name")!.Value)];

    /// <summary>Those of an assembly that its users and their heirs can reach, as the compiler sees it.</summary>
    public static IReadOnlySet<string> ReachableIn(string name, byte[] assembly)
    {
        var reference = MetadataReference.CreateFromImage(assembly);
        var others = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != name)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Reader", references: [reference, .. others]);
        var found = new HashSet<string>(StringComparer.Ordinal);
        Add(((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!).GlobalNamespace);
        return found;

        void Add(INamespaceOrTypeSymbol container)
        {
            foreach (var member in container.GetMembers().Where(member => member is INamespaceSymbol || IsReachable(member)))
            {
                found.Add(member.GetDocumentationCommentId() ?? "");
                if (member is INamespaceOrTypeSymbol inner)
                {
                    Add(inner);
                }
            }
        }
    }

    private static bool IsReachable(ISymbol member) => member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
}
