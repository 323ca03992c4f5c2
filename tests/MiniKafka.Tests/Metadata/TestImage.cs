using MiniKafka.Configuration;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata;
using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Metadata;

/// <summary>Images made by hand, and what a part of the controller is given besides: for tests of one part alone.</summary>
internal static class TestImage
{
    public static Uuid TopicId { get; } = new(9, 1);

    /// <summary>Brokers from 1 on, registered under epochs from 11 on and up, and maybe the topic "t" with the replicas of each partition, all in sync.</summary>
    public static ClusterImage Of(int brokers, params int[][] replicas)
    {
        var image = After(ClusterImage.Empty, [
            new FeatureLevelRecord { Name = ClusterFeatures.MetadataVersion, FeatureLevel = ClusterFeatures.OfNewCluster[ClusterFeatures.MetadataVersion] },
            .. Enumerable.Range(1, brokers).Select(id => (Broker(id) with { Epoch = 10 + id, IsFenced = false }).ToRecord()),
        ]);
        return replicas.Length == 0 ? image : After(image, [
            new TopicRecord { Name = "t", TopicId = TopicId },
            .. replicas.Select((ids, index) => new PartitionImage
            {
                PartitionId = index,
                Replicas = [.. ids],
                Directories = [.. ids.Select(Directory)],
                Isr = [.. ids],
                Leader = ids[0],
            }.ToRecord(TopicId)),
        ]);
    }

    public static BrokerRegistration Broker(int id) => new()
    {
        Id = id,
        Epoch = -1,
        IncarnationId = new Uuid(3, (ulong)id),
        Endpoints = [new ListenerEndpoint("PLAINTEXT", "localhost", 9092 + id, 0)],
        Features = ClusterFeatures.Supported,
        LogDirs = [Directory(id)],
    };

    public static Uuid Directory(int broker) => new(7, (ulong)broker);

    public static ClusterImage After(ClusterImage image, IEnumerable<IPersistedRecord> records) => ImageBuilder.Apply(image, records);

    public static ClusterDefaults Defaults(string properties = "") => new(BrokerConfigLayers.FromProperties(ServerProperties.Parse(properties)));

    public static PartitionChanges Changes() => new(Defaults());
}
