using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MiniKafka.SourceGeneration;

internal enum MessageKind
{
    Request,
    Response,
    Data,
    Persisted,
}

internal enum FieldType
{
    Bool,
    Int8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    Float64,
    Uuid,
    ErrorCode,
    String,
    Bytes,
    Records,
    Struct,
}

/// <summary>One message with everything nested in it; the first of <see cref="Structs"/> is the message itself.</summary>
internal sealed record MessageModel(
    string Namespace,
    string Name,
    MessageKind Kind,
    Versions Versions,
    int FlexibleFrom,
    bool Unstable,
    KeyModel Key,
    EquatableArray<StructModel> Structs,
    EquatableArray<Problem> Problems,
    Place Place)
{
    /// <summary>True for a request whose class says by itself how it is refused.</summary>
    public bool RefusesItself { get; init; }
}

/// <summary>What identifies a message among its kind: an API key, or a record family and a type in it.</summary>
internal sealed record KeyModel(string Name, int Number);

/// <summary>A structure; a value type where many of them come in one message and each is small.</summary>
internal sealed record StructModel(string Name, bool IsValueType, EquatableArray<FieldModel> Fields);

internal sealed record FieldModel(
    string Name,
    FieldType Type,
    bool IsList,
    string TypeName,
    bool IsNullable,
    string Default,
    FieldRules Rules)
{
    /// <summary>What of the request the field says again.</summary>
    public EquatableArray<EchoModel> Echoes { get; init; }

    /// <summary>What a refusal says there, as it stands in code; empty when it is the default.</summary>
    public string Refused { get; init; } = "";
}

/// <summary>A field of the request that an answer says again; without a name what has the answer's own, or the item itself where items have no fields.</summary>
internal sealed record EchoModel(string Source, Versions Versions);

/// <summary>What the field's attribute says.</summary>
internal sealed record FieldRules(Versions Versions, Versions NullableVersions, int Tag, bool WireNull, bool Ignorable, bool NeverCompact);

internal readonly record struct Versions(int First, int Last)
{
    public bool IsEmpty => First > Last;

    public bool Contains(Versions other) => First <= other.First && Last >= other.Last;

    public Versions Intersect(Versions other) => new(Math.Max(First, other.First), Math.Min(Last, other.Last));
}

/// <summary>A diagnostic in a form that can be compared: which rule, where, and the words it needs.</summary>
internal sealed record Problem(string Id, Place Place, EquatableArray<string> Arguments);

internal readonly record struct Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(ISymbol symbol)
    {
        var location = symbol.Locations.FirstOrDefault(candidate => candidate.IsInSource) ?? Location.None;
        return new Place(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
    }

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
