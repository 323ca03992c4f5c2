namespace MiniKafka.SourceGeneration;

/// <summary>Answers the questions that reading, measuring and writing have in common.</summary>
internal sealed class MessageShape
{
    public const string CompactVariable = "compact";

    /// <summary>The memory of a list without its array.</summary>
    public const int ListMemory = 32;

    // What the runtime needs on 64 bits: an object's header and table, a reference, and the struct that holds record bytes.
    private const int ObjectHeader = 16;
    private const int Reference = 8;
    private const int Records = 32;

    private readonly MessageModel _message;
    private readonly Dictionary<string, StructModel> _structs;

    public MessageShape(MessageModel message)
    {
        _message = message;
        _structs = message.Structs.ToDictionary(type => type.Name);
        Compact = AlwaysFlexible ? "true" : NeverFlexible ? "false" : CompactVariable;
    }

    /// <summary>The expression that says whether lengths are compact.</summary>
    public string Compact { get; }

    public bool AlwaysFlexible => _message.FlexibleFrom <= _message.Versions.First;

    public bool NeverFlexible => _message.FlexibleFrom > _message.Versions.Last;

    /// <summary>The bytes of a type whose size never varies, or 0.</summary>
    public static int FixedBytes(FieldType type) => type switch
    {
        FieldType.Bool or FieldType.Int8 => 1,
        FieldType.Int16 or FieldType.UInt16 or FieldType.ErrorCode => 2,
        FieldType.Int32 or FieldType.UInt32 => 4,
        FieldType.Int64 or FieldType.Float64 => 8,
        FieldType.Uuid => 16,
        _ => 0,
    };

    public static int FixedBytes(FieldModel field) => field.IsList ? 0 : FixedBytes(field.Type);

    public string CompactOf(FieldModel field) => field.Rules.NeverCompact ? "false" : field.Rules.Tag >= 0 ? "true" : Compact;

    /// <summary>The untagged fields in order, in groups that exist in the same versions.</summary>
    public static IEnumerable<(Versions Versions, List<FieldModel> Fields)> Groups(StructModel type)
    {
        List<FieldModel> group = [];
        foreach (var field in type.Fields.Where(field => field.Rules.Tag < 0))
        {
            if (group.Count > 0 && group[0].Rules.Versions != field.Rules.Versions)
            {
                yield return (group[0].Rules.Versions, group);
                group = [];
            }

            group.Add(field);
        }

        if (group.Count > 0)
        {
            yield return (group[0].Rules.Versions, group);
        }
    }

    public static FieldModel[] Tagged(StructModel type) =>
        [.. type.Fields.Where(field => field.Rules.Tag >= 0).OrderBy(field => field.Rules.Tag)];

    /// <summary>The test that a version lies in a range; empty when every version of the message does.</summary>
    public string Condition(Versions versions) => Condition(versions, _message.Versions);

    /// <summary>The test that null may be written; empty when it may whenever the field exists.</summary>
    public static string NullCondition(FieldModel field) => Condition(field.Rules.NullableVersions, field.Rules.Versions);

    /// <summary>The C# type of a value or element; qualified, because a property may have the name of a nested class.</summary>
    public string TypeName(FieldModel field) => field.Type == FieldType.Struct ? $"{_message.Name}.{field.TypeName}" : field.TypeName;

    public string Name(FieldModel field) => $"\"{_message.Name}.{field.Name}\"";

    public bool NeedsHasDefaults(StructModel type) =>
        _message.Structs.Any(owner => owner.Fields.Any(field => field is { Type: FieldType.Struct, IsList: false } && field.TypeName == type.Name));

    /// <summary>The test that a field has its default.</summary>
    public static string IsDefault(FieldModel field)
    {
        var (name, initial) = (field.Name, field.Default);
        if (field.IsList)
        {
            return initial.Length == 0 ? $"{name} is null" : $"{name} is {{ Count: 0 }}";
        }

        return field.Type switch
        {
            FieldType.Bool => initial == "true" ? name : "!" + name,
            FieldType.String when initial.Length == 0 => $"{name} is null",
            FieldType.String when initial == "\"\"" => $"{name} is {{ Length: 0 }}",
            FieldType.Bytes => initial.Length == 0 ? $"{name} is null" : $"{name} is {{ Length: 0 }}",
            FieldType.Records => field.IsNullable ? $"{name} is null" : $"{name}.IsEmpty",
            FieldType.Struct when !field.IsNullable => $"{name}.HasDefaults()",
            FieldType.Struct when field.Rules.Tag >= 0 && !field.Rules.WireNull => $"({name} is null || {name}.HasDefaults())",
            FieldType.Struct when initial.Length == 0 => $"{name} is null",
            FieldType.Struct => $"({name} is not null && {name}.HasDefaults())",
            _ => $"{name} == {(initial.Length == 0 ? "default" : initial)}",
        };
    }

    /// <summary>The fewest bytes an element takes in any version.</summary>
    public int MinElementBytes(FieldModel field) =>
        FixedBytes(field.Type) is var bytes and > 0 ? bytes
        : field.Type == FieldType.Struct ? Math.Max(1, MinBytes(_structs[field.TypeName]))
        : MinLengthBytes(field.Type);

    /// <summary>The memory that one element takes in its list's array, and as an object with what its initializers make.</summary>
    public int ElementMemory(FieldModel field) =>
        field.Type != FieldType.Struct ? SlotMemory(field)
        : _structs[field.TypeName] is { IsValueType: true } value ? FieldMemory(value)
        : Reference + ObjectMemory(field);

    /// <summary>The memory of a single structure with what its initializers make.</summary>
    public int ObjectMemory(FieldModel field) => ObjectMemory(_structs[field.TypeName]);

    private int ObjectMemory(StructModel type) =>
        ObjectHeader + FieldMemory(type)
        + type.Fields.Where(field => field.Default.Length > 0).Sum(field => field.IsList ? ListMemory : field.Type == FieldType.Struct ? ObjectMemory(field) : 0);

    private static int SlotMemory(FieldModel field) => field.Type switch
    {
        FieldType.Records => field.IsNullable ? Records + Reference : Records,
        _ => FixedBytes(field.Type) is var bytes and > 0 ? bytes : Reference,
    };

    private static int FieldMemory(StructModel type) =>
        (type.Fields.Sum(field => field.IsList ? Reference : SlotMemory(field)) + Reference - 1) / Reference * Reference;

    private int MinBytes(StructModel type)
    {
        var always = type.Fields.Where(field => field.Rules.Tag < 0 && field.Rules.Versions.Contains(_message.Versions));
        return always.Sum(MinFieldBytes) + (AlwaysFlexible ? 1 : 0);
    }

    private int MinFieldBytes(FieldModel field) =>
        FixedBytes(field) is var bytes and > 0 ? bytes
        : field.IsList ? (NeverFlexible ? 4 : 1)
        : field.Type == FieldType.Struct ? (field.IsNullable ? 1 : MinBytes(_structs[field.TypeName]))
        : MinLengthBytes(field.Type);

    private int MinLengthBytes(FieldType type) => !NeverFlexible ? 1 : type == FieldType.String ? 2 : 4;

    private static string Condition(Versions versions, Versions all)
    {
        var from = versions.First > all.First;
        var to = versions.Last < all.Last;
        return (from, to) switch
        {
            (true, true) when versions.First == versions.Last => $"version == {versions.First}",
            (true, true) => $"version is >= {versions.First} and <= {versions.Last}",
            (true, false) => $"version >= {versions.First}",
            (false, true) => $"version <= {versions.Last}",
            _ => "",
        };
    }
}
