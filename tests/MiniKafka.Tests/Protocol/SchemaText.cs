using System.Globalization;
using System.Reflection;
using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Protocol;

/// <summary>
/// What a message looks like in one version, one line per field: from Kafka's schema and from our declaration, in the
/// same words, so that the two can be compared.
/// </summary>
internal static class SchemaText
{
    private static readonly Dictionary<Type, string> TypeNames = new()
    {
        [typeof(bool)] = "bool", [typeof(sbyte)] = "int8", [typeof(short)] = "int16", [typeof(ErrorCode)] = "int16",
        [typeof(ushort)] = "uint16", [typeof(int)] = "int32", [typeof(uint)] = "uint32", [typeof(long)] = "int64",
        [typeof(double)] = "float64", [typeof(Uuid)] = "uuid", [typeof(string)] = "string", [typeof(byte[])] = "bytes",
        [typeof(SharedBytes)] = "records",
    };

    public static List<string> Of(Schema schema, int version)
    {
        List<string> lines = [];
        Add(lines, "", schema, schema.Fields, version);
        return lines;
    }

    public static List<string> Of(MessageType type, short version)
    {
        List<string> lines = [];
        Add(lines, "", type, type.Class, version);
        return lines;
    }

    private static void Add(List<string> lines, string path, Schema schema, IReadOnlyList<Schema.Field> fields, int version)
    {
        foreach (var field in fields)
        {
            if (!field.Versions.Contains(version))
            {
                AddAbsent(lines, path + field.Name, HasVersions(field, schema.Valid!.Value), field.IsIgnorable);
                continue;
            }

            var isTagged = field.Tagged?.Contains(version) ?? false;
            lines.Add(Line(
                path + field.Name,
                field.IsStruct ? (field.IsList ? "[]" : "") + "struct" : field.Type,
                field.Nullable?.Contains(version) ?? false,
                isTagged ? field.Tag : -1,
                Default(field),
                field.NeverCompact));
            if (field.IsStruct)
            {
                Add(lines, path + field.Name + ".", schema, schema.Structs[field.Element], version);
            }
        }
    }

    private static void Add(List<string> lines, string path, MessageType message, Type type, short version)
    {
        var sample = Activator.CreateInstance(type)!;
        foreach (var property in MessageType.FieldsOf(type))
        {
            var field = MessageType.FieldOf(property);
            if (!MessageType.Exists(field, version))
            {
                AddAbsent(lines, path + property.Name, true, field.Ignorable);
                continue;
            }

            var isList = MessageType.IsList(property.PropertyType);
            var element = isList ? property.PropertyType.GenericTypeArguments[0] : property.PropertyType;
            element = Nullable.GetUnderlyingType(element) ?? element;
            var isStruct = MessageType.IsStruct(element);
            lines.Add(Line(
                path + property.Name,
                (isList ? "[]" : "") + (isStruct ? "struct" : TypeNames[element]),
                MayBeNull(property, field, isStruct && !isList, version),
                field.Tag,
                element == typeof(SharedBytes) ? "none" : Default(property.GetValue(sample), field, isStruct && !isList),
                field.NeverCompact));
            if (isStruct)
            {
                Add(lines, path + property.Name + ".", message, element, version);
            }
        }
    }

    private static string Line(string path, string type, bool nullable, int tag, string initial, bool neverCompact) =>
        $"{path}: {type}{(nullable ? "?" : "")}{(tag >= 0 ? $" tag {tag}" : "")} = {initial}{(neverCompact ? " never compact" : "")}";

    /// <summary>A field that some other version has: it matters whether a value is dropped or refused.</summary>
    private static void AddAbsent(List<string> lines, string path, bool existsElsewhere, bool isIgnorable)
    {
        if (existsElsewhere)
        {
            lines.Add($"{path}: absent, {(isIgnorable ? "ignored" : "refused")}");
        }
    }

    private static bool HasVersions(Schema.Field field, Schema.Range valid) =>
        field.Versions.First <= valid.Last && field.Versions.Last >= valid.First;

    private static bool MayBeNull(PropertyInfo property, FieldAttribute field, bool isSingleStruct, short version)
    {
        var isNullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        var isAbsentForm = isSingleStruct && field is { Tag: >= 0, WireNull: false };
        return isNullable && !isAbsentForm && MessageType.MayBeNull(field, version);
    }

    private static string Default(Schema.Field field)
    {
        var text = field.Default;
        return field switch
        {
            { IsList: true } => text == "null" ? "null" : "[]",
            { IsStruct: true } => text == "null" ? "null" : "new",
            _ => field.Element switch
            {
                "bool" => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) ? "true" : "false",
                "string" => text == "null" ? "null" : $"\"{text}\"",
                "bytes" => text == "null" ? "null" : "empty",
                "uuid" => Uuid.Zero.ToString(),
                "records" => "none",
                _ when text.StartsWith("0x", StringComparison.Ordinal) => Convert.ToInt64(text, 16).ToString(CultureInfo.InvariantCulture),
                _ => text.Length == 0 ? "0" : text,
            },
        };
    }

    private static string Default(object? value, FieldAttribute field, bool isSingleStruct) => value switch
    {
        _ when isSingleStruct && field is { Tag: >= 0, WireNull: false } => "new",
        _ when isSingleStruct => value is null ? "null" : "new",
        null => "null",
        System.Collections.IList and not byte[] => "[]",
        byte[] => "empty",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        ErrorCode code => ((short)code).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
