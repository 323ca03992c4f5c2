using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Names the brokers, topics, partitions and their leaders; may create topics. Key 3, versions 0 to 13, flexible from 9.</summary>
[Request(ApiKey.Metadata, 0, 13, FlexibleFrom = 9)]
internal sealed partial class MetadataRequest
{
    [Field(NullableSince = 1)]
    public List<MetadataRequestTopic>? Topics { get; set; } = [];

    [Field(Since = 4)]
    public bool AllowAutoTopicCreation { get; set; } = true;

    [Field(Since = 8, Until = 10)]
    public bool IncludeClusterAuthorizedOperations { get; set; }

    [Field(Since = 8)]
    public bool IncludeTopicAuthorizedOperations { get; set; }

    /// <summary>A value, since a hundred thousand of them may be asked for at once.</summary>
    internal partial struct MetadataRequestTopic
    {
        public MetadataRequestTopic()
        {
        }

        [Field(Since = 10, Ignorable = true)]
        public Uuid TopicId { get; set; }

        [Field(NullableSince = 10)]
        public string? Name { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="MetadataRequest"/>.</summary>
[Response(ApiKey.Metadata, 0, 13, FlexibleFrom = 9)]
internal sealed partial class MetadataResponse
{
    [Field(Since = 3, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    public List<MetadataResponseBroker> Brokers { get; set; } = [];

    [Field(Since = 2, Ignorable = true)]
    public string? ClusterId { get; set; }

    [Field(Since = 1, Ignorable = true)]
    public int ControllerId { get; set; } = -1;

    [Echo]
    public List<MetadataResponseTopic> Topics { get; set; } = [];

    [Field(Since = 8, Until = 10)]
    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    [Field(Since = 13, Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    internal sealed partial class MetadataResponseBroker
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        [Field(Since = 1, Ignorable = true)]
        public string? Rack { get; set; }
    }

    internal sealed partial class MetadataResponseTopic
    {
        public ErrorCode ErrorCode { get; set; }

        [Field(NullableSince = 12)]
        [Echo]
        [Refused("")]
        public string? Name { get; set; } = "";

        [Field(Since = 10, Ignorable = true)]
        [Echo]
        public Uuid TopicId { get; set; }

        [Field(Since = 1, Ignorable = true)]
        public bool IsInternal { get; set; }

        public List<MetadataResponsePartition> Partitions { get; set; } = [];

        [Field(Since = 8)]
        public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    internal sealed partial class MetadataResponsePartition
    {
        public ErrorCode ErrorCode { get; set; }

        public int PartitionIndex { get; set; }

        public int LeaderId { get; set; }

        [Field(Since = 7, Ignorable = true)]
        public int LeaderEpoch { get; set; } = -1;

        public List<int> ReplicaNodes { get; set; } = [];

        public List<int> IsrNodes { get; set; } = [];

        [Field(Since = 5, Ignorable = true)]
        public List<int> OfflineReplicas { get; set; } = [];
    }
}
