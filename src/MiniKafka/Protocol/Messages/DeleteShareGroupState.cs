using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Deletes the durable state of share partitions. Key 86, version 0, flexible from 0.</summary>
[Request(ApiKey.DeleteShareGroupState, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DeleteShareGroupStateRequest
{
    public string GroupId { get; set; } = "";

    public List<DeleteStateData> Topics { get; set; } = [];

    internal sealed partial class DeleteStateData
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int Partition { get; set; }
    }
}

/// <summary>The answer to <see cref="DeleteShareGroupStateRequest"/>.</summary>
[Response(ApiKey.DeleteShareGroupState, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DeleteShareGroupStateResponse
{
    [Echo("Topics")]
    public List<DeleteStateResult> Results { get; set; } = [];

    internal sealed partial class DeleteStateResult
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
