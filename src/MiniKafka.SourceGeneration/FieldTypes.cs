using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniKafka.SourceGeneration;

/// <summary>Which C# types are which types of the protocol.</summary>
internal static class FieldTypes
{
    /// <summary>The protocol's type of a property, or null when there is none.</summary>
    public static Parsed? Parse(ITypeSymbol type, INamedTypeSymbol message)
    {
        var isNullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            var inner = ParseElement(nullable.TypeArguments[0], message);
            return inner == FieldType.Records ? new Parsed(FieldType.Records, false, "SharedBytes", true) : null;
        }

        if (type is INamedTypeSymbol { Name: "List", TypeArguments.Length: 1 } list)
        {
            var element = list.TypeArguments[0];
            return ParseElement(element, message) is { } elementType and not FieldType.Records
                ? new Parsed(elementType, true, Name(element), isNullable)
                : null;
        }

        return ParseElement(type, message) is { } single ? new Parsed(single, false, Name(type), isNullable) : null;
    }

    /// <summary>True for initializers that can stand in generated code as they are.</summary>
    public static bool IsConstant(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax => true,
        PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax } => true,
        MemberAccessExpressionSyntax { Expression: PredefinedTypeSyntax } => true,
        CollectionExpressionSyntax { Elements.Count: 0 } => true,
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0, Initializer: null } => true,
        _ => false,
    };

    private static FieldType? ParseElement(ITypeSymbol type, INamedTypeSymbol message) => type switch
    {
        { SpecialType: SpecialType.System_Boolean } => FieldType.Bool,
        { SpecialType: SpecialType.System_SByte } => FieldType.Int8,
        { SpecialType: SpecialType.System_Int16 } => FieldType.Int16,
        { SpecialType: SpecialType.System_UInt16 } => FieldType.UInt16,
        { SpecialType: SpecialType.System_Int32 } => FieldType.Int32,
        { SpecialType: SpecialType.System_UInt32 } => FieldType.UInt32,
        { SpecialType: SpecialType.System_Int64 } => FieldType.Int64,
        { SpecialType: SpecialType.System_Double } => FieldType.Float64,
        { SpecialType: SpecialType.System_String } => FieldType.String,
        IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => FieldType.Bytes,
        INamedTypeSymbol named when SymbolEqualityComparer.Default.Equals(named.ContainingType, message) => FieldType.Struct,
        { Name: "Uuid" } => FieldType.Uuid,
        { Name: "ErrorCode" } => FieldType.ErrorCode,
        { Name: "SharedBytes" } => FieldType.Records,
        _ => null,
    };

    private static string Name(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    internal sealed record Parsed(FieldType Type, bool IsList, string Name, bool IsNullable);
}
