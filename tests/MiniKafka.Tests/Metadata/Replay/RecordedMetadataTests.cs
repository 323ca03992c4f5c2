using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Records;

namespace MiniKafka.Tests.Metadata.Replay;

/// <summary>The metadata of a directory that Apache Kafka wrote.</summary>
public class RecordedMetadataTests
{
    private static readonly Lazy<SortedDictionary<string, byte[]>> Files = new(ReadFiles);

    [SharedFact]
    public void The_whole_log_replays_to_the_recorded_cluster()
    {
        var image = ReplayLog(ClusterImage.Empty, 0);
        var expected = Expected("clean.cluster.json");

        var topics = expected.GetProperty("topics").EnumerateObject().ToList();
        Assert.Equal(topics.Select(topic => topic.Name).Order(StringComparer.Ordinal), image.Topics.Keys);
        foreach (var topic in topics)
        {
            Assert.Equal(topic.Value.GetProperty("id").GetString(), image.Topics[topic.Name].Id.ToString());
            Assert.Equal(topic.Value.GetProperty("partitions").GetInt32(), image.Topics[topic.Name].Partitions.Count);
            Assert.Equal(Pairs(topic.Value.GetProperty("overrides")), image.ConfigsOf(ConfigResourceType.Topic, topic.Name));
        }

        foreach (var feature in expected.GetProperty("finalizedFeatures").EnumerateObject().Where(feature => feature.Name != "kraft.version"))
        {
            Assert.Equal(feature.Value.GetInt16(), image.FeatureLevel(feature.Name));
        }

        var brokers = expected.GetProperty("dynamicBrokerConfigs");
        Assert.Equal(Pairs(brokers.GetProperty("broker 1")), image.ConfigsOf(ConfigResourceType.Broker, "1"));
        Assert.Equal(Pairs(brokers.GetProperty("cluster default")), image.ConfigsOf(ConfigResourceType.Broker, ""));
        Assert.All(expected.GetProperty("groupConfigs").EnumerateObject(), group => Assert.Equal(Pairs(group.Value), image.ConfigsOf(ConfigResourceType.Group, group.Name)));
        Assert.All(expected.GetProperty("clientMetrics").EnumerateObject(), metrics => Assert.Equal(Pairs(metrics.Value), image.ConfigsOf(ConfigResourceType.ClientMetrics, metrics.Name)));
    }

    [SharedFact]
    public void Quotas_users_and_access_rules_are_there()
    {
        var image = ReplayLog(ClusterImage.Empty, 0);
        var expected = Expected("clean.cluster.json");

        var quotas = expected.GetProperty("clientQuotas").EnumerateArray().Select(quota => string.Join(
            ", ",
            quota.GetProperty("entity").EnumerateObject().OrderBy(part => part.Name, StringComparer.Ordinal).Select(part => $"{part.Name}={part.Value.GetString() ?? "<default>"}")
                .Concat(quota.GetProperty("quotas").EnumerateObject().Select(value => $"{value.Name}={value.Value.GetDouble()}"))));
        Assert.Equal(
            quotas.Order(StringComparer.Ordinal),
            image.Quotas.Select(quota => string.Join(", ", quota.Value.Select(value => $"{value.Key}={value.Value}").Prepend(quota.Key.ToString()))).Order(StringComparer.Ordinal));

        var alice = Assert.Single(image.ScramCredentials);
        Assert.Equal("alice", alice.Key);
        Assert.Equal([4096, 8192], alice.Value.Values.Select(credential => credential.Iterations));
        Assert.Equal(expected.GetProperty("acls").GetArrayLength(), image.AccessControlEntries.Count);
        Assert.Single(image.Brokers);
        Assert.Single(image.Controllers);
    }

    [SharedFact]
    public void A_recorded_snapshot_and_the_log_after_it_replay_to_the_same_image()
    {
        var snapshot = Files.Value.Single(file => file.Key.EndsWith("0212-0000000001.checkpoint", StringComparison.Ordinal)).Value;
        var fromSnapshot = ReplayLog(ImageBuilder.Apply(ClusterImage.Empty, Read(snapshot).SelectMany(batch => batch.Records)), 212);

        Assert.Equal(TestCluster.Bytes(ReplayLog(ClusterImage.Empty, 0)), TestCluster.Bytes(fromSnapshot));
    }

    [SharedFact]
    public void A_written_snapshot_replays_to_the_same_image()
    {
        var image = ReplayLog(ClusterImage.Empty, 0);
        var again = ImageBuilder.Apply(ClusterImage.Empty, ImageSnapshot.Write(image).Select(record => record.Value));

        // In which order quotas of one bucket stand depends, as in Kafka, on whether they came together: that is no part of what is said of them.
        Assert.Equal(TestCluster.Bytes(image).Order(StringComparer.Ordinal), TestCluster.Bytes(again).Order(StringComparer.Ordinal));
    }

    private static ClusterImage ReplayLog(ClusterImage image, long from)
    {
        var replayer = new MetadataReplayer(image);
        foreach (var file in Files.Value.Where(file => file.Key.EndsWith(".log", StringComparison.Ordinal)))
        {
            foreach (var (baseOffset, records) in Read(file.Value).Where(batch => batch.BaseOffset >= from))
            {
                replayer.Replay(records);
            }
        }

        Assert.False(replayer.IsInTransaction);
        return replayer.Image;
    }

    private static List<(long BaseOffset, List<IPersistedRecord> Records)> Read(byte[] bytes)
    {
        var batches = new List<(long, List<IPersistedRecord>)>();
        var iterator = new RecordBatchIterator(bytes);
        while (iterator.MoveNext())
        {
            var batch = iterator.Current;
            var records = new List<IPersistedRecord>();
            var reader = new RecordReader(batch.RecordBytes, batch.RecordCount);
            while (!batch.IsControl && reader.MoveNext())
            {
                records.Add(MetadataRecordSerde.Decode(reader.Current.Value.ToArray()!).Record);
            }

            batches.Add((batch.BaseOffset, records));
        }

        return batches;
    }

    private static SortedDictionary<string, byte[]> ReadFiles()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var archive = new GZipStream(File.OpenRead(SharedFactAttribute.PathOf("golden", "data-directory", "clean.tar.gz")), CompressionMode.Decompress);
        using var tar = new TarReader(archive);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name.Contains("__cluster_metadata-0/", StringComparison.Ordinal) && entry.DataStream is { } stream)
            {
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                files.Add(entry.Name, copy.ToArray());
            }
        }

        return files;
    }

    private static JsonElement Expected(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFactAttribute.PathOf("golden", "data-directory", "expected", name)));
        return document.RootElement.Clone();
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(JsonElement element) =>
        element.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetString()!)).OrderBy(pair => pair.Key, StringComparer.Ordinal);
}
