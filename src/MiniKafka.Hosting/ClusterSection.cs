using System.Globalization;
using Microsoft.Extensions.Configuration;
using MiniKafka.Model;

namespace MiniKafka.Hosting;

/// <summary>
/// What the section <c>MiniKafka</c> of a configuration says of the cluster. It is read by hand, so that programs that are compiled ahead need no
/// reflection, and so that a key that nobody knows is an error.
/// </summary>
/// <param name="section">The section.</param>
/// <param name="contentRoot">Where relative paths begin.</param>
internal sealed class ClusterSection(IConfigurationSection section, string contentRoot)
{
    public const string Name = "MiniKafka";

    private const string FileKey = "PropertiesFile";

    private const string Known =
        "BrokerCount, Port, DataDirectory, UseDurableQueueDefaults, MemoryLimit, MaxDiskBytes, CutDamagedMetadata, WaitTimeout, Racks, Topics, PropertiesFile and Properties";

    /// <exception cref="KafkaException">INVALID_CONFIG: nobody knows a key, or a value cannot be read; the message names both.</exception>
    public void ApplyTo(KafkaClusterOptions options)
    {
        if (section[FileKey] is { Length: > 0 } file)
        {
            // First, so that what stands in the section itself goes before what stands in the file.
            options.LoadProperties(Path.Combine(contentRoot, file));
        }

        foreach (var entry in section.GetChildren().Where(static entry => !entry.Key.Equals(FileKey, StringComparison.OrdinalIgnoreCase)))
        {
            Apply(entry, options);
        }
    }

    private void Apply(IConfigurationSection entry, KafkaClusterOptions options)
    {
        switch (entry.Key.ToUpperInvariant())
        {
            case "BROKERCOUNT":
                options.BrokerCount = Number<int>(entry);
                break;
            case "PORT":
                options.Listen(Number<ushort>(entry));
                break;
            case "DATADIRECTORY":
                options.DataDirectory = Path.Combine(contentRoot, Text(entry));
                break;
            case "MEMORYLIMIT":
                options.MemoryLimit = Number<long>(entry);
                break;
            case "MAXDISKBYTES":
                options.MaxDiskBytes = Number<long>(entry);
                break;
            case "CUTDAMAGEDMETADATA":
                options.CutDamagedMetadata = Flag(entry);
                break;
            case "USEDURABLEQUEUEDEFAULTS":
                if (Flag(entry))
                {
                    options.UseDurableQueueDefaults();
                }

                break;
            case "WAITTIMEOUT":
                options.WaitTimeout = TimeSpan.TryParse(entry.Value, CultureInfo.InvariantCulture, out var time) ? time : throw Wrong(entry, "a time, as in 00:00:30");
                break;
            case "RACKS":
                entry.GetChildren().Select(Text).ToList().ForEach(options.Racks.Add);
                break;
            case "TOPICS":
                entry.GetChildren().Select(Topic).ToList().ForEach(options.Topics.Add);
                break;
            case "PROPERTIES":
                foreach (var (key, value) in Texts(entry))
                {
                    options.Properties[key] = value;
                }

                break;
            default:
                throw Unknown(entry, Known);
        }
    }

    /// <summary>A topic is a name, as in "orders", or a name and what else is said of it.</summary>
    private static KafkaTopic Topic(IConfigurationSection entry)
    {
        if (entry.Value is { Length: > 0 } name)
        {
            return new KafkaTopic(name);
        }

        var topic = new KafkaTopic(entry["Name"] ?? throw Wrong(entry, "a name, or an object with Name"));
        foreach (var part in entry.GetChildren())
        {
            topic = part.Key.ToUpperInvariant() switch
            {
                "NAME" => topic,
                "PARTITIONS" => topic with { Partitions = Number<int>(part) },
                "REPLICATIONFACTOR" => topic with { ReplicationFactor = Number<short>(part) },
                "CONFIGS" => topic with { Configs = Texts(part).ToDictionary(StringComparer.Ordinal) },
                _ => throw Unknown(part, "Name, Partitions, ReplicationFactor and Configs"),
            };
        }

        return topic;
    }

    private static bool Flag(IConfigurationSection entry) => bool.TryParse(entry.Value, out var isSet) ? isSet : throw Wrong(entry, "true or false");

    private static string Text(IConfigurationSection entry) => entry.Value is { Length: > 0 } text ? text : throw Wrong(entry, "a text");

    private static IEnumerable<KeyValuePair<string, string>> Texts(IConfigurationSection entry) =>
        entry.GetChildren().Select(static pair => KeyValuePair.Create(pair.Key, pair.Value ?? throw Wrong(pair, "a value")));

    private static T Number<T>(IConfigurationSection entry)
        where T : IParsable<T>, System.Numerics.IMinMaxValue<T> =>
        T.TryParse(entry.Value, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(entry, $"a number from {T.MinValue} to {T.MaxValue}");

    private static KafkaException Wrong(IConfigurationSection entry, string wanted) =>
        new(ErrorCode.InvalidConfig, $"{entry.Path} is '{entry.Value}' in the configuration; give {wanted}.");

    private static KafkaException Unknown(IConfigurationSection entry, string known) =>
        new(ErrorCode.InvalidConfig, $"Nobody knows {entry.Path} of the configuration; there are {known}.");
}
