using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Asks a leader to write the markers that end a transaction. Key 27, versions 1 to 2, flexible from 1.</summary>
[Request(ApiKey.WriteTxnMarkers, 1, 2, FlexibleFrom = 1)]
internal sealed partial class WriteTxnMarkersRequest
{
    public List<WritableTxnMarker> Markers { get; set; } = [];

    internal sealed partial class WritableTxnMarker
    {
        public long ProducerId { get; set; }

        public short ProducerEpoch { get; set; }

        public bool TransactionResult { get; set; }

        public List<WritableTxnMarkerTopic> Topics { get; set; } = [];

        public int CoordinatorEpoch { get; set; }

        [Field(Since = 2, Ignorable = true)]
        public sbyte TransactionVersion { get; set; }
    }

    internal sealed partial class WritableTxnMarkerTopic
    {
        public string Name { get; set; } = "";

        public List<int> PartitionIndexes { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="WriteTxnMarkersRequest"/>.</summary>
[Response(ApiKey.WriteTxnMarkers, 1, 2, FlexibleFrom = 1)]
internal sealed partial class WriteTxnMarkersResponse
{
    [Echo]
    public List<WritableTxnMarkerResult> Markers { get; set; } = [];

    internal sealed partial class WritableTxnMarkerResult
    {
        [Echo]
        public long ProducerId { get; set; }

        [Echo]
        public List<WritableTxnMarkerTopicResult> Topics { get; set; } = [];
    }

    internal sealed partial class WritableTxnMarkerTopicResult
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo("PartitionIndexes")]
        public List<WritableTxnMarkerPartitionResult> Partitions { get; set; } = [];
    }

    internal sealed partial class WritableTxnMarkerPartitionResult
    {
        [Echo]
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
