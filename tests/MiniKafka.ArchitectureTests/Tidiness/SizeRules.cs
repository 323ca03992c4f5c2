using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniKafka.ArchitectureTests.Tidiness;

/// <summary>Rules about the size of what stands in one file. Each takes the file's path in the repository and its text.</summary>
internal static class SizeRules
{
    public const int LongestMethod = 60;
    public const int MostParameters = 6;

    public static IEnumerable<Finding> Methods(string path, string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text);
        foreach (var method in tree.GetRoot().DescendantNodes().OfType<BaseMethodDeclarationSyntax>())
        {
            var span = tree.GetLineSpan(method.Span);
            var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > LongestMethod)
            {
                yield return new Finding(path, span.StartLinePosition.Line + 1, $"{lines} lines of one method, more than {LongestMethod}: look for the steps that have a name");
            }
        }
    }

    public static IEnumerable<Finding> Constructors(string path, string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text);
        var root = tree.GetRoot();
        var primary = root.DescendantNodes().OfType<TypeDeclarationSyntax>().Where(type => type is not RecordDeclarationSyntax).Select(type => type.ParameterList);
        var others = root.DescendantNodes().OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.ParameterList);
        foreach (var parameters in primary.Concat(others).OfType<ParameterListSyntax>().Where(list => list.Parameters.Count > MostParameters))
        {
            yield return new Finding(
                path, tree.GetLineSpan(parameters.Span).StartLinePosition.Line + 1, $"a constructor of {parameters.Parameters.Count} parameters, more than {MostParameters}: look for what belongs together");
        }
    }
}
