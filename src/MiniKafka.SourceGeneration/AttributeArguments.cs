using Microsoft.CodeAnalysis;

namespace MiniKafka.SourceGeneration;

/// <summary>The arguments of one attribute, by position and by name.</summary>
internal sealed class AttributeArguments
{
    public static readonly AttributeArguments None = new(null);

    private readonly AttributeData? _data;

    public AttributeArguments(AttributeData? data) => _data = data;

    public int Number(int position) =>
        _data is not null && position < _data.ConstructorArguments.Length ? ToNumber(_data.ConstructorArguments[position].Value, 0) : 0;

    /// <summary>The text at a position; empty when there is none.</summary>
    public string Text(int position) =>
        _data is not null && position < _data.ConstructorArguments.Length ? _data.ConstructorArguments[position].Value as string ?? "" : "";

    public int Number(string name, int otherwise) => ToNumber(Named(name), otherwise);

    public bool Flag(string name) => Named(name) is true;

    public bool Has(string name) => Named(name) is not null;

    /// <summary>The name of the enum member at a position.</summary>
    public string EnumName(int position)
    {
        var argument = _data!.ConstructorArguments[position];
        return argument.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(member => Equals(member.ConstantValue, argument.Value))?.Name ?? "";
    }

    private static int ToNumber(object? value, int otherwise) => value switch
    {
        short number => number,
        int number => number,
        _ => otherwise,
    };

    private object? Named(string name) => _data?.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;
}
