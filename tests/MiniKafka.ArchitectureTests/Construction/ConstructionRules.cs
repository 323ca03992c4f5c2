using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MiniKafka.ArchitectureTests.Tidiness;

namespace MiniKafka.ArchitectureTests.Construction;

/// <summary>
/// No object is handed out before it is whole, and nothing that is initialised reads what is initialised later. Judges the syntax of all files at
/// once: what a constructor does with an unfinished object that it is given stands in another file.
/// </summary>
internal sealed class ConstructionRules(IEnumerable<(string Path, string Text)> files)
{
    private readonly List<(string Path, TypeDeclarationSyntax Type)> _types =
    [
        .. files.SelectMany(file => CSharpSyntaxTree.ParseText(file.Text, path: file.Path).GetRoot().DescendantNodes()
            .OfType<TypeDeclarationSyntax>().Select(type => (file.Path, type))),
    ];

    /// <summary>Constructors that hand <c>this</c> to somebody who may read it, and set a member of it afterwards.</summary>
    public IEnumerable<Finding> UnfinishedObjects()
    {
        foreach (var (path, type) in _types)
        {
            foreach (var statements in type.Members.OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.Body?.Statements ?? default))
            {
                for (var i = 0; i < statements.Count; i++)
                {
                    var rest = statements.Skip(i + 1).SelectMany(Assigned).FirstOrDefault(name => MembersOf(type.Identifier.Text).Contains(name));
                    if (rest is not null && HandsOut(statements[i]) is { } reader)
                    {
                        yield return At(path, statements[i], $"{type.Identifier.Text} is handed to {reader} before its {rest} is set: hand it out when it is whole");
                    }
                }
            }
        }
    }

    /// <summary>Static fields and properties whose initialisers read one that is initialised below them.</summary>
    public IEnumerable<Finding> EarlyReads()
    {
        foreach (var (path, type) in _types)
        {
            List<(string Name, ExpressionSyntax Value)> initialised = [.. type.Members.SelectMany(StaticInitialisers)];
            for (var i = 0; i < initialised.Count; i++)
            {
                var read = ReadBy(initialised[i].Value, type, []);
                if (initialised.Skip(i).FirstOrDefault(later => read.Contains(later.Name)) is { Name: not null } early)
                {
                    yield return At(path, initialised[i].Value, $"{initialised[i].Name} reads {early.Name}, which is not initialised yet: put it below");
                }
            }
        }
    }

    /// <summary>Whom a statement gives the unfinished object: a method, or a constructor that does more than keep it.</summary>
    private string? HandsOut(StatementSyntax statement)
    {
        foreach (var argument in Now(statement).OfType<ArgumentSyntax>().Where(argument => argument.Expression is ThisExpressionSyntax))
        {
            var given = argument.Parent!.Parent!;
            if (given is not ObjectCreationExpressionSyntax { Type: var created } creation)
            {
                return given.ToString().Split('(')[0];
            }

            var name = created is GenericNameSyntax generic ? generic.Identifier.Text : created.ToString();
            if (Reads(name, creation.ArgumentList!.Arguments.IndexOf(argument)))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>True when a constructor of the type uses its parameter for more than to keep it.</summary>
    private bool Reads(string type, int parameter)
    {
        foreach (var (_, declaration) in _types.Where(known => known.Type.Identifier.Text == type))
        {
            if (declaration.ParameterList is { } primary && primary.Parameters.Count > parameter)
            {
                var initialised = declaration.Members.SelectMany(member => member switch
                {
                    FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Initializer?.Value),
                    PropertyDeclarationSyntax property => [property.Initializer?.Value],
                    _ => [],
                });
                return initialised.OfType<ExpressionSyntax>().Any(value => Uses(value, primary.Parameters[parameter].Identifier.Text));
            }

            foreach (var constructor in declaration.Members.OfType<ConstructorDeclarationSyntax>().Where(each => each.ParameterList.Parameters.Count > parameter))
            {
                if (constructor.Body is { } body && Uses(body, constructor.ParameterList.Parameters[parameter].Identifier.Text))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Uses(SyntaxNode node, string name) =>
        Now(node).OfType<MemberAccessExpressionSyntax>().Any(access => access.Expression is IdentifierNameSyntax own && own.Identifier.Text == name);

    private HashSet<string> MembersOf(string type) =>
    [
        .. _types.Where(known => known.Type.Identifier.Text == type).SelectMany(known => known.Type.Members).SelectMany(member => member switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.Text),
            PropertyDeclarationSyntax property => [property.Identifier.Text],
            _ => [],
        }),
    ];

    private static IEnumerable<string> Assigned(StatementSyntax statement) =>
        Now(statement).OfType<AssignmentExpressionSyntax>().Select(assignment => assignment.Left).OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text);

    private static IEnumerable<(string, ExpressionSyntax)> StaticInitialisers(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field when IsStatic(field) => field.Declaration.Variables
            .Where(variable => variable.Initializer is not null).Select(variable => (variable.Identifier.Text, variable.Initializer!.Value)),
        PropertyDeclarationSyntax { Initializer: { } initialiser } property when IsStatic(property) => [(property.Identifier.Text, initialiser.Value)],
        _ => [],
    };

    private static bool IsStatic(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.StaticKeyword);

    /// <summary>The names that are read at once when an expression is evaluated, through the type's own static methods too.</summary>
    private static HashSet<string> ReadBy(SyntaxNode node, TypeDeclarationSyntax type, HashSet<string> seen)
    {
        foreach (var name in Now(node).OfType<IdentifierNameSyntax>().Where(IsBare).Select(name => name.Identifier.Text))
        {
            if (seen.Add(name) && type.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(method => method.Identifier.Text == name && IsStatic(method)) is { } called)
            {
                ReadBy(called, type, seen);
            }
        }

        return seen;
    }

    /// <summary>Not a member of something else, nor a name that is being given.</summary>
    private static bool IsBare(IdentifierNameSyntax name) =>
        !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        && name.Parent is not (NameColonSyntax or NameEqualsSyntax or TypeArgumentListSyntax or VariableDeclarationSyntax or ParameterSyntax or ObjectCreationExpressionSyntax)
        && !(name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name && assignment.Parent is InitializerExpressionSyntax);

    /// <summary>What is carried out when the node is, without the bodies of functions that are only made there.</summary>
    private static IEnumerable<SyntaxNode> Now(SyntaxNode node) =>
        node.DescendantNodesAndSelf(static within => within is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

    private static Finding At(string path, SyntaxNode node, string message) =>
        new(path, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, message);
}
