using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Creates topics, by counts or by an explicit assignment. Key 19, versions 2 to 7, flexible from 5.</summary>
[Request(ApiKey.CreateTopics, 2, 7, FlexibleFrom = 5)]
internal sealed partial class CreateTopicsRequest
{
    public List<CreatableTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; } = 60000;

    public bool ValidateOnly { get; set; }

    internal sealed partial class CreatableTopic
    {
        public string Name { get; set; } = "";

        public int NumPartitions { get; set; }

        public short ReplicationFactor { get; set; }

        public List<CreatableReplicaAssignment> Assignments { get; set; } = [];

        public List<CreatableTopicConfig> Configs { get; set; } = [];
    }

    internal sealed partial class CreatableReplicaAssignment
    {
        public int PartitionIndex { get; set; }

        public List<int> BrokerIds { get; set; } = [];
    }

    internal sealed partial class CreatableTopicConfig
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="CreateTopicsRequest"/>.</summary>
[Response(ApiKey.CreateTopics, 2, 7, FlexibleFrom = 5)]
internal sealed partial class CreateTopicsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<CreatableTopicResult> Topics { get; set; } = [];

    internal sealed partial class CreatableTopicResult
    {
        [Echo]
        public string Name { get; set; } = "";

        [Field(Since = 7, Ignorable = true)]
        public Uuid TopicId { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        [Field(Since = 5, Tag = 0, Ignorable = true)]
        public ErrorCode TopicConfigErrorCode { get; set; }

        [Field(Since = 5, Ignorable = true)]
        public int NumPartitions { get; set; } = -1;

        [Field(Since = 5, Ignorable = true)]
        public short ReplicationFactor { get; set; } = -1;

        [Field(Since = 5, Ignorable = true)]
        public List<CreatableTopicConfigs>? Configs { get; set; } = [];
    }

    internal sealed partial class CreatableTopicConfigs
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";

        public bool ReadOnly { get; set; }

        public sbyte ConfigSource { get; set; } = -1;

        public bool IsSensitive { get; set; }
    }
}
