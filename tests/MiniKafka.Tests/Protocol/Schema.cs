using System.Globalization;
using System.Text.Json;

namespace MiniKafka.Tests.Protocol;

/// <summary>One of Apache Kafka's own message schemas.</summary>
internal sealed class Schema
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip };

    private Schema(JsonElement root)
    {
        Name = root.GetProperty("name").GetString()!;
        Kind = root.GetProperty("type").GetString()!;
        Key = root.TryGetProperty("apiKey", out var key) ? key.GetInt16() : (short)-1;
        IsUnstable = string.Equals(Text(root, "latestVersionUnstable"), "true", StringComparison.OrdinalIgnoreCase);
        Valid = Range.Parse(Text(root, "validVersions"));
        Flexible = Range.Parse(Text(root, "flexibleVersions"));
        foreach (var common in Elements(root, "commonStructs"))
        {
            Structs[common.GetProperty("name").GetString()!] = Read(common);
        }

        Fields = Read(root);
    }

    public string Name { get; }

    public string Kind { get; }

    public short Key { get; }

    public bool IsUnstable { get; }

    public Range? Valid { get; }

    public Range? Flexible { get; }

    public IReadOnlyList<Field> Fields { get; }

    public Dictionary<string, IReadOnlyList<Field>> Structs { get; } = new(StringComparer.Ordinal);

    public static IEnumerable<Schema> All()
    {
        var folder = SharedFactAttribute.PathOf("reference", "kafka-4.3");
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file), Options);
            yield return new Schema(json.RootElement);
        }
    }

    private List<Field> Read(JsonElement owner)
    {
        List<Field> fields = [];
        foreach (var json in Elements(owner, "fields"))
        {
            var field = new Field(json);
            if (json.TryGetProperty("fields", out _))
            {
                Structs[field.Element] = Read(json);
            }

            fields.Add(field);
        }

        return fields;
    }

    private static IEnumerable<JsonElement> Elements(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    private static string? Text(JsonElement owner, string name) =>
        !owner.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null : value.ToString();

    internal sealed class Field
    {
        public Field(JsonElement json)
        {
            var name = json.GetProperty("name").GetString()!;
            Name = char.ToUpperInvariant(name[0]) + name[1..];
            Type = json.GetProperty("type").GetString()!;
            Tagged = Range.Parse(Text(json, "taggedVersions"));
            Versions = (Text(json, "versions") is { } versions ? Range.Parse(versions) : Tagged)!.Value;
            Nullable = Range.Parse(Text(json, "nullableVersions"));
            Tag = json.TryGetProperty("tag", out var tag) ? tag.GetInt32() : -1;
            Default = Text(json, "default") ?? "";
            IsIgnorable = string.Equals(Text(json, "ignorable"), "true", StringComparison.OrdinalIgnoreCase);
            NeverCompact = Text(json, "flexibleVersions") == "none";
        }

        public string Name { get; }

        public string Type { get; }

        public Range Versions { get; }

        public Range? Nullable { get; }

        public Range? Tagged { get; }

        public int Tag { get; }

        public string Default { get; }

        public bool IsIgnorable { get; }

        public bool NeverCompact { get; }

        public bool IsList => Type.StartsWith("[]", StringComparison.Ordinal);

        public string Element => IsList ? Type[2..] : Type;

        public bool IsStruct => char.IsUpper(Element[0]);
    }

    internal readonly record struct Range(int First, int Last)
    {
        public static Range? Parse(string? text)
        {
            if (text is null or "none")
            {
                return null;
            }

            var ends = text.TrimEnd('+').Split('-');
            var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            return new Range(first, text.EndsWith('+') ? short.MaxValue : int.Parse(ends[^1], CultureInfo.InvariantCulture));
        }

        public bool Contains(int version) => version >= First && version <= Last;
    }
}
