using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Creates the durable state of share partitions. Key 83, version 0, flexible from 0.</summary>
[Request(ApiKey.InitializeShareGroupState, 0, 0, FlexibleFrom = 0)]
internal sealed partial class InitializeShareGroupStateRequest
{
    public string GroupId { get; set; } = "";

    public List<InitializeStateData> Topics { get; set; } = [];

    internal sealed partial class InitializeStateData
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int Partition { get; set; }

        public int StateEpoch { get; set; }

        public long StartOffset { get; set; }
    }
}

/// <summary>The answer to <see cref="InitializeShareGroupStateRequest"/>.</summary>
[Response(ApiKey.InitializeShareGroupState, 0, 0, FlexibleFrom = 0)]
internal sealed partial class InitializeShareGroupStateResponse
{
    [Echo("Topics")]
    public List<InitializeStateResult> Results { get; set; } = [];

    internal sealed partial class InitializeStateResult
    {
        [Echo]
        public Uuid TopicId { get; set; }

        [Echo]
        public List<PartitionResult> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionResult
    {
        [Echo]
        public int Partition { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
