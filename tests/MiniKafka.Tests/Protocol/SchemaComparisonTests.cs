using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Protocol;

/// <summary>Our declarations say what Apache Kafka's schemas say, field by field in every version.</summary>
public class SchemaComparisonTests
{
    /// <summary>Schemas of bytes that no broker or client reads as a message: a bare number, and Kafka Streams' own.</summary>
    private static readonly string[] NotDeclared = ["ControlRecordTypeSchema", "SubscriptionInfoData"];

    [SharedFact]
    public void Every_schema_with_versions_is_declared_and_nothing_else()
    {
        var expected = Schemas().Select(schema => schema.Name).Order(StringComparer.Ordinal);

        Assert.Equal(expected, MessageType.All.Select(type => type.Class.Name));
    }

    [SharedFact]
    public void Every_message_has_the_versions_of_its_schema()
    {
        foreach (var schema in Schemas())
        {
            var type = Find(schema);
            var flexibleFrom = schema.Flexible is { } flexible && flexible.First <= type.MaxVersion
                ? Math.Max(flexible.First, type.MinVersion)
                : short.MaxValue;

            Assert.Equal((schema.Name, schema.Valid), (schema.Name, new Schema.Range(type.MinVersion, type.MaxVersion)));
            Assert.Equal((schema.Name, flexibleFrom), (schema.Name, type.FlexibleFrom));
        }
    }

    [SharedFact]
    public void Every_field_is_that_of_the_schema_in_every_version()
    {
        List<string> differences = [];
        foreach (var schema in Schemas())
        {
            var type = Find(schema);
            for (var version = type.MinVersion; version <= type.MaxVersion; version++)
            {
                var (theirs, ours) = (SchemaText.Of(schema, version), SchemaText.Of(type, version));
                differences.AddRange(theirs.Except(ours).Select(line => $"{schema.Name} {version}: missing {line}"));
                differences.AddRange(ours.Except(theirs).Select(line => $"{schema.Name} {version}: surplus {line}"));
                if (!theirs.Order(StringComparer.Ordinal).SequenceEqual(ours.Order(StringComparer.Ordinal)) || !Present(theirs).SequenceEqual(Present(ours)))
                {
                    differences.Add($"{schema.Name} {version}: the order of fields differs");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(50)));
    }

    [SharedFact]
    public void The_catalog_has_the_keys_of_the_schemas()
    {
        var expected = Schemas()
            .Where(schema => schema.Kind == "request")
            .OrderBy(schema => schema.Key)
            .Select(schema => (schema.Key, schema.Name, schema.Valid!.Value.Last - (schema.IsUnstable ? 1 : 0)));

        Assert.Equal(expected, ApiCatalog.All.Select(api => ((short)api.Key, api.Name + "Request", (int)api.MaxStableVersion)));
    }

    [SharedFact]
    public void Bytes_made_from_a_schema_are_read_to_the_end_and_written_back_the_same()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            foreach (var schema in Schemas())
            {
                var type = Find(schema);
                for (var version = type.MinVersion; version <= type.MaxVersion; version++)
                {
                    var bytes = new SchemaBytes(schema, version, new Random(seed)).Write();
                    var reader = new ProtocolReader(bytes);
                    var message = type.Read(ref reader, version);

                    Assert.True(reader.Remaining == 0, $"{type} version {version}, seed {seed}: {reader.Remaining} bytes are left over.");
                    Assert.True(bytes.AsSpan().SequenceEqual(MessageEncoder.ToArray(message, version)), $"{type} version {version}, seed {seed}");
                }
            }
        }
    }

    private static IEnumerable<string> Present(List<string> lines) => lines.Where(line => !line.Contains(": absent", StringComparison.Ordinal));

    private static IEnumerable<Schema> Schemas() =>
        Schema.All().Where(schema => schema.Valid is not null && !NotDeclared.Contains(schema.Name));

    private static MessageType Find(Schema schema) => MessageType.All.Single(type => type.Class.Name == schema.Name);
}
