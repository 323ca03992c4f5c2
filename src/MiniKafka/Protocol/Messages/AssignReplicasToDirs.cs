using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A broker tells the controller in which log directory its replicas are. Key 73, version 0, flexible from 0.</summary>
[Request(ApiKey.AssignReplicasToDirs, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AssignReplicasToDirsRequest
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; } = -1;

    public List<DirectoryData> Directories { get; set; } = [];

    internal sealed partial class DirectoryData
    {
        public Uuid Id { get; set; }

        public List<TopicData> Topics { get; set; } = [];
    }

    internal sealed partial class TopicData
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }
    }
}

/// <summary>The answer to <see cref="AssignReplicasToDirsRequest"/>.</summary>
[Response(ApiKey.AssignReplicasToDirs, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AssignReplicasToDirsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<DirectoryData> Directories { get; set; } = [];

    internal sealed partial class DirectoryData
    {
        public Uuid Id { get; set; }

        public List<TopicData> Topics { get; set; } = [];
    }

    internal sealed partial class TopicData
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
