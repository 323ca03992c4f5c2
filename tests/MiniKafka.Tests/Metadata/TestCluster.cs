using MiniKafka.Configuration;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;
using StrictReplay;

namespace MiniKafka.Tests.Metadata;

/// <summary>A cluster whose metadata is an image and a controller: commands are given, their records judged and replayed.</summary>
internal sealed class TestCluster
{
    public const string ClusterId = "test-cluster";

    private readonly StrictCluster _judge = new();
    private readonly short _level;

    public TestCluster(int brokers, string properties = "", Func<int, string?>? rackOf = null, int seed = 1, bool ignoresCase = false, short? level = null)
    {
        _level = level ?? ClusterFeatures.OfNewCluster[ClusterFeatures.MetadataVersion];
        Random = new Random(seed);
        Layers = BrokerConfigLayers.FromProperties(ServerProperties.Parse(properties));
        Controller = new ClusterController(Layers, Random, ignoresCase);
        Image = Replay(FeatureControl.Bootstrap(level is null ? ClusterFeatures.OfNewCluster : [KeyValuePair.Create(ClusterFeatures.MetadataVersion, _level)], 1));
        foreach (var id in Enumerable.Range(1, brokers))
        {
            Register(id, rackOf?.Invoke(id));
            Unfence(id);
        }
    }

    public Random Random { get; }

    public BrokerConfigLayers Layers { get; }

    public ClusterController Controller { get; }

    public ClusterImage Image { get; private set; }

    public long NextOffset { get; private set; }

    public T Do<T>(ControllerResult<T> result)
    {
        Replay(result.Records);
        return result.Response;
    }

    public RegisteredBroker Register(int id, string? rack = null, Uuid? incarnation = null, long previousEpoch = -1, bool hasLiveSession = false) =>
        Do(Controller.Registrations.Register(Image, Request(id, rack, incarnation) with { PreviousBrokerEpoch = previousEpoch }, ClusterId, NextOffset, hasLiveSession));

    public BrokerRegistrationRequest Request(int id, string? rack = null, Uuid? incarnation = null) => new(
        new BrokerRegistration
        {
            Id = id,
            Epoch = -1,
            IncarnationId = incarnation ?? Uuid.NewRandom(Random),
            Endpoints = [new ListenerEndpoint("PLAINTEXT", "localhost", 9092 + id, 0)],
            Features = ClusterFeatures.Supported,
            Rack = rack,
            LogDirs = [new Uuid(7, (ulong)id)],
        },
        ClusterId);

    public HeartbeatReply Unfence(int id) => Beat(id);

    public HeartbeatReply Beat(int id, bool wantsFence = false, bool wantsShutDown = false) =>
        Do(Controller.Liveness.Heartbeat(Image, new BrokerHeartbeat(id, Image.Brokers[id].Epoch, NextOffset, wantsFence, wantsShutDown)));

    public void Cordon(int id) => Replay(
        [new BrokerRegistrationChangeRecord { BrokerId = id, BrokerEpoch = Image.Brokers[id].Epoch, CordonedLogDirs = [.. Image.Brokers[id].LogDirs] }]);

    /// <summary>The topic has a configuration that only other software sets.</summary>
    public void SetElsewhere(string topic, string key, string value) => Replay(
        [new ConfigRecord { ResourceType = (sbyte)ConfigResourceType.Topic, ResourceName = topic, Name = key, Value = value }]);

    public void Fence(int id) => Do(Controller.Liveness.Fence(Image, id));

    /// <summary>Makes a topic with its replicas chosen by hand.</summary>
    public TopicImage Assigned(string name, params int[][] replicas)
    {
        var created = Do(Controller.Topics.Create(
            Image,
            [new NewTopic(name, -1, -1) { Assignments = [.. replicas.Select((brokers, index) => new ManualAssignment(index, brokers))] }],
            validateOnly: false));
        Assert.True(created.Topics[0].Outcome.IsSuccess, created.Topics[0].Outcome.Message);
        return Image.Topics[name];
    }

    public CreatedTopic Create(string name, int partitions = 1, short replicationFactor = 1, bool validateOnly = false, params (string Key, string? Value)[] configs) =>
        Do(Controller.Topics.Create(
            Image,
            [new NewTopic(name, partitions, replicationFactor) { Configs = [.. configs.Select(config => KeyValuePair.Create(config.Key, config.Value))] }],
            validateOnly)).Topics[0];

    public PartitionImage Partition(string topic, int index = 0) => Image.Partition(topic, index)!;

    /// <summary>The image as the records of a snapshot, in bytes, which are equal for equal images only.</summary>
    public static List<string> Bytes(ClusterImage image) =>
        [.. ImageSnapshot.Write(image).Select(record => $"{record.Value.RecordType} {record.Version} {Convert.ToHexString(MessageEncoder.ToArray(record.Value, record.Version))}")];

    /// <summary>The record as it stands in the log.</summary>
    private static Entry Written(long offset, MetadataRecord record) =>
        new(offset, MetadataRecordSerde.Decode(MetadataRecordSerde.Encode(record.Value, record.Version)).Record, record.Version);

    private ClusterImage Replay(IEnumerable<IPersistedRecord> records)
    {
        var list = records.ToList();
        _judge.Replay([.. list.Select((record, index) => Written(NextOffset + index, MetadataRecord.Of(record, _level)))]);
        NextOffset += list.Count;
        return Image = ImageBuilder.Apply(Image ?? ClusterImage.Empty, list);
    }
}
