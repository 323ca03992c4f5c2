using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol.Messages;

/// <summary>Reads part of a snapshot of the metadata log. Key 59, versions 0 to 1, flexible from 0.</summary>
[Request(ApiKey.FetchSnapshot, 0, 1, FlexibleFrom = 0)]
internal sealed partial class FetchSnapshotRequest
{
    [Field(Tag = 0)]
    public string? ClusterId { get; set; }

    public int ReplicaId { get; set; } = -1;

    public int MaxBytes { get; set; } = int.MaxValue;

    public List<TopicSnapshot> Topics { get; set; } = [];

    internal sealed partial class TopicSnapshot
    {
        public string Name { get; set; } = "";

        public List<PartitionSnapshot> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionSnapshot
    {
        public int Partition { get; set; }

        public int CurrentLeaderEpoch { get; set; }

        public SnapshotId SnapshotId { get; set; } = new();

        public long Position { get; set; }

        [Field(Since = 1, Tag = 0, Ignorable = true)]
        public Uuid ReplicaDirectoryId { get; set; }
    }

    internal sealed partial class SnapshotId
    {
        public long EndOffset { get; set; }

        public int Epoch { get; set; }
    }
}

/// <summary>The answer to <see cref="FetchSnapshotRequest"/>.</summary>
[Response(ApiKey.FetchSnapshot, 0, 1, FlexibleFrom = 0)]
internal sealed partial class FetchSnapshotResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<TopicSnapshot> Topics { get; set; } = [];

    [Field(Since = 1, Tag = 0)]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    internal sealed partial class TopicSnapshot
    {
        public string Name { get; set; } = "";

        public List<PartitionSnapshot> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionSnapshot
    {
        public int Index { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public SnapshotId SnapshotId { get; set; } = new();

        [Field(Tag = 0)]
        public LeaderIdAndEpoch? CurrentLeader { get; set; }

        public long Size { get; set; }

        public long Position { get; set; }

        public SharedBytes UnalignedRecords { get; set; }
    }

    internal sealed partial class SnapshotId
    {
        public long EndOffset { get; set; }

        public int Epoch { get; set; }
    }

    internal sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }
    }

    internal sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }
}
