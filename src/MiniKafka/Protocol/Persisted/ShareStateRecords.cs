using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>The whole durable state of one share partition. The key; type 0.</summary>
[Persisted(RecordFamily.ShareCoordinatorKey, 0, 0, 0)]
internal sealed partial class ShareSnapshotKey
{
    public string GroupId { get; set; } = "";

    public Uuid TopicId { get; set; }

    public int Partition { get; set; }
}

/// <summary>The whole durable state of one share partition. The value; type 0, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.ShareCoordinatorValue, 0, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ShareSnapshotValue
{
    public int SnapshotEpoch { get; set; }

    public int StateEpoch { get; set; }

    public int LeaderEpoch { get; set; }

    public long StartOffset { get; set; }

    [Field(Tag = 0)]
    public int DeliveryCompleteCount { get; set; } = -1;

    public long CreateTimestamp { get; set; }

    public long WriteTimestamp { get; set; }

    public List<StateBatch> StateBatches { get; set; } = [];

    internal sealed partial class StateBatch
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public sbyte DeliveryState { get; set; }

        public short DeliveryCount { get; set; }
    }
}

/// <summary>A change of a share partition's durable state since its snapshot. The key; type 1.</summary>
[Persisted(RecordFamily.ShareCoordinatorKey, 1, 0, 0)]
internal sealed partial class ShareUpdateKey
{
    public string GroupId { get; set; } = "";

    public Uuid TopicId { get; set; }

    public int Partition { get; set; }
}

/// <summary>A change of a share partition's durable state since its snapshot. The value; type 1, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.ShareCoordinatorValue, 1, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ShareUpdateValue
{
    public int SnapshotEpoch { get; set; }

    public int LeaderEpoch { get; set; }

    public long StartOffset { get; set; }

    [Field(Tag = 0)]
    public int DeliveryCompleteCount { get; set; } = -1;

    public List<StateBatch> StateBatches { get; set; } = [];

    internal sealed partial class StateBatch
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public sbyte DeliveryState { get; set; }

        public short DeliveryCount { get; set; }
    }
}
