using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniKafka.SourceGeneration;

/// <summary>Turns an annotated class into a model, and collects what is wrong with it.</summary>
internal sealed class MessageParser
{
    private const int Never = short.MaxValue;
    private readonly List<Problem> _problems = [];
    private readonly INamedTypeSymbol _message;
    private readonly AttributeArguments _attribute;
    private readonly MessageKind _kind;

    private MessageParser(INamedTypeSymbol message, AttributeData attribute, MessageKind kind)
    {
        _message = message;
        _attribute = new AttributeArguments(attribute);
        _kind = kind;
    }

    public static MessageModel Parse(GeneratorAttributeSyntaxContext context, MessageKind kind) =>
        new MessageParser((INamedTypeSymbol)context.TargetSymbol, context.Attributes[0], kind).Parse();

    private MessageModel Parse()
    {
        var keys = _kind switch { MessageKind.Data => 0, MessageKind.Persisted => 2, _ => 1 };
        var versions = new Versions(_attribute.Number(keys), _attribute.Number(keys + 1));
        if (versions.IsEmpty || versions.First < 0)
        {
            Report(Rules.BadVersions, _message, _message.Name, Text(versions), "0 to 32767");
        }

        var flexibleFrom = _attribute.Number("FlexibleFrom", Never);
        var key = keys == 0 ? new KeyModel("", -1) : new KeyModel(_attribute.EnumName(0), _attribute.Number(keys - 1));
        if (_kind is MessageKind.Request or MessageKind.Response && _message.Name != key.Name + _kind)
        {
            Report(Rules.BadName, _message, _message.Name, key.Name + _kind);
        }

        List<StructModel> structs = [ParseStruct(_message, versions, flexibleFrom)];
        structs.AddRange(_message.GetTypeMembers().Where(type => type.TypeKind is TypeKind.Class or TypeKind.Struct).Select(type => ParseStruct(type, versions, flexibleFrom)));
        return new MessageModel(
            _message.ContainingNamespace.ToDisplayString(),
            _message.Name,
            _kind,
            versions,
            flexibleFrom,
            _attribute.Flag("LatestVersionUnstable"),
            key,
            new([.. structs]),
            new([.. _problems]),
            Place.Of(_message))
        {
            RefusesItself = _message.GetMembers(RefusalEmitter.Method).OfType<IMethodSymbol>().Any(),
        };
    }

    private StructModel ParseStruct(INamedTypeSymbol type, Versions versions, int flexibleFrom)
    {
        var isPartial = type.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword));
        if (!isPartial)
        {
            Report(Rules.NotPartial, type, type.Name);
        }

        var tags = new HashSet<int>();
        var fields = new List<FieldModel>();
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>().Where(property => property is { IsStatic: false, SetMethod: not null }))
        {
            if (ParseField(property, versions) is { } field)
            {
                fields.Add(field);
                CheckTag(property, field, tags, flexibleFrom);
            }
        }

        return new StructModel(type.Name, type.IsValueType, new([.. fields]));
    }

    private FieldModel? ParseField(IPropertySymbol property, Versions versions)
    {
        var type = FieldTypes.Parse(property.Type, _message);
        if (type is null)
        {
            Report(Rules.UnknownType, property, property.Name, property.Type.ToDisplayString());
            return null;
        }

        var initializer = property.DeclaringSyntaxReferences
            .Select(reference => (reference.GetSyntax() as PropertyDeclarationSyntax)?.Initializer?.Value)
            .FirstOrDefault(value => value is not null);
        if (initializer is not null && !FieldTypes.IsConstant(initializer))
        {
            Report(Rules.BadDefault, property, property.Name, initializer.ToString());
        }

        var rules = ParseRules(property, versions, type);
        return new FieldModel(property.Name, type.Type, type.IsList, type.Name, type.IsNullable, initializer?.ToString() ?? "", rules)
        {
            Echoes = new([.. Attributes(property, "EchoAttribute").Select(echo => ParseEcho(new AttributeArguments(echo), rules.Versions))]),
            Refused = Attributes(property, "RefusedAttribute").Select(refused => refused.ConstructorArguments[0].ToCSharpString()).FirstOrDefault() ?? "",
        };
    }

    private static EchoModel ParseEcho(AttributeArguments arguments, Versions versions) =>
        new(arguments.Text(0), versions.Intersect(new Versions(arguments.Number("Since", versions.First), arguments.Number("Until", versions.Last))));

    private static IEnumerable<AttributeData> Attributes(IPropertySymbol property, string name) =>
        property.GetAttributes().Where(attribute => attribute.AttributeClass?.Name == name);

    private FieldRules ParseRules(IPropertySymbol property, Versions versions, FieldTypes.Parsed type)
    {
        var arguments = Attributes(property, "FieldAttribute").Select(data => new AttributeArguments(data)).FirstOrDefault() ?? AttributeArguments.None;
        var declared = new Versions(arguments.Number("Since", versions.First), arguments.Number("Until", versions.Last));
        var nullable = new Versions(arguments.Number("NullableSince", declared.First), arguments.Number("NullableUntil", declared.Last));
        if (declared.IsEmpty || !versions.Contains(declared))
        {
            Report(Rules.BadVersions, property, property.Name, Text(declared), Text(versions));
        }
        else if (nullable.IsEmpty || !declared.Contains(nullable))
        {
            Report(Rules.BadVersions, property, property.Name, Text(nullable), Text(declared));
        }

        var saysNull = arguments.Has("NullableSince") || arguments.Has("NullableUntil") || arguments.Has("WireNull");
        if (saysNull && !type.IsNullable)
        {
            Report(Rules.BadNull, property, property.Name, property.Type.ToDisplayString());
        }

        return new FieldRules(
            declared,
            nullable,
            arguments.Number("Tag", -1),
            arguments.Flag("WireNull"),
            arguments.Flag("Ignorable"),
            arguments.Flag("NeverCompact"));
    }

    private void CheckTag(IPropertySymbol property, FieldModel field, HashSet<int> tags, int flexibleFrom)
    {
        if (field.Rules.Tag < 0)
        {
            return;
        }

        var tag = field.Rules.Tag.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!tags.Add(field.Rules.Tag))
        {
            Report(Rules.BadTag, property, property.Name, tag, "another field has it");
        }

        if (field.Rules.Versions.First < flexibleFrom)
        {
            Report(Rules.BadTag, property, property.Name, tag, $"versions before {flexibleFrom} have no tagged fields");
        }

        if (field.Type == FieldType.Records)
        {
            Report(Rules.BadTag, property, property.Name, tag, "record bytes are never tagged");
        }
    }

    private void Report(string id, ISymbol symbol, params string[] arguments) =>
        _problems.Add(Rules.Problem(id, Place.Of(symbol), arguments));

    private static string Text(Versions versions) => $"{versions.First} to {versions.Last}";
}
